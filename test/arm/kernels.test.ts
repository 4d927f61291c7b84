import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KERNEL_NAMES, type KernelName } from '../../dist/engine/kernel-names.js';
import { kernelFile } from '../assembly/kernel-under-test.js';
import { headers } from '../bitcoin/vectors.js';
import { easyTarget, header, interval, MAX_NONCE, someHeader } from '../engine/support/problems.js';
import { hashOf, type Problem, scanPlaces, versionOf } from '../support/oracle.js';
import { ask, start } from './support/emulate.js';
import { MACHINES, type Machine } from './support/machines.js';

const MAX_TARGET = 2n ** 256n - 1n;

interface Answer {
  readonly sha256: string;
  /** Pairs of nonce and version. */
  readonly found: readonly (readonly [number, number])[][];
}

/** The versions of a problem, all of one group. */
function versionsOf({ header, versionMask = 0, versionRange = { start: 0, end: 0 } }: Problem): number[] {
  const { start, end } = versionRange;
  return Array.from({ length: end - start + 1 }, (_, i) => versionOf(header, versionMask, start + i) >>> 0);
}

/** A problem as it can be sent. */
const wire = (problem: Problem) => ({
  header: Buffer.from(problem.header).toString('hex'),
  target: problem.target.toString(16).padStart(64, '0'),
  versions: versionsOf(problem),
  start: problem.start,
  end: problem.end,
});

const pairs = (problem: Problem) =>
  scanPlaces({ versionMask: 0, ...problem }).map(({ nonce, version }) => [nonce, version >>> 0]);

/** Up to 16 versions of one group. */
const rolled: fc.Arbitrary<Problem> = fc
  .record({
    header,
    target: easyTarget,
    range: interval(60),
    group: fc.nat(4095),
    ends: fc.tuple(fc.nat(15), fc.nat(15)),
  })
  .map(({ header, target, range, group, ends: [a, b] }) => ({
    header,
    target,
    ...range,
    versionMask: 0x1fffe000,
    versionRange: { start: group * 16 + Math.min(a, b), end: group * 16 + Math.max(a, b) },
  }));

/** Expects that the kernel finds on that machine exactly what node:crypto finds on this one. */
async function expectOracle(
  machine: Machine,
  kernel: KernelName,
  problems: readonly Problem[],
): Promise<void> {
  const { found } = await ask<Answer>(machine, 'kernels', { kernel, problems: problems.map(wire) });
  // Each with its problem, which a failure shows.
  expect(problems.map((problem, i) => ({ ...wire(problem), found: found[i] }))).toEqual(
    problems.map((problem) => ({ ...wire(problem), found: pairs(problem) })),
  );
}

const blocks = headers.map(({ header, hash, target, nonce }) => ({
  header: Buffer.from(header, 'hex'),
  hash: BigInt(`0x${hash}`),
  target: BigInt(`0x${target}`),
  nonce,
}));

describe.each(MACHINES)('$name', (machine) => {
  test('is that processor, that Node, and little-endian', async () => {
    const facts = 'JSON.stringify([process.arch, process.version, os.endianness()])';
    const { stdout } = await start(machine, ['--print', facts]).ended;
    expect(JSON.parse(stdout)).toEqual([machine.arch, expect.stringContaining(machine.version), 'LE']);
  });

  describe.each(KERNEL_NAMES)('kernel %s', (kernel) => {
    test('is the file that is tested on x86', async () => {
      const { sha256 } = await ask<Answer>(machine, 'kernels', { kernel, problems: [] });
      expect(sha256).toBe(
        createHash('sha256')
          .update(readFileSync(kernelFile(kernel)))
          .digest('hex'),
      );
    });

    test('finds the nonces of real blocks wherever they stand in the window, and nothing beside', async () => {
      const windows = [0, 1, 2, 3, 4, 63, 127, 128, 129, 300].flatMap((before) =>
        [0, 1, 3, 130].map((after) => ({ before, after })),
      );
      const problems = blocks.flatMap(({ header, target, nonce }) =>
        windows.map(({ before, after }) => ({ header, target, start: nonce - before, end: nonce + after })),
      );
      await expectOracle(machine, kernel, problems);
      const beside = blocks.flatMap(({ header, target, nonce }) => [
        { header, target, start: nonce - 200, end: nonce - 1 },
        { header, target, start: nonce + 1, end: nonce + 200 },
      ]);
      await expectOracle(machine, kernel, beside);
    });

    test('finds what node:crypto finds for random headers, targets and intervals, both ends of the nonces included', async () => {
      await expectOracle(
        machine,
        kernel,
        fc.sample(
          fc
            .record({ header, target: easyTarget, range: interval(700) })
            .map(({ range, ...job }) => ({ ...job, ...range })),
          300,
        ),
      );
    });

    test('finds what node:crypto finds among rolled versions, and the version of block 840000', async () => {
      const block = headers.find(({ height }) => height === 840000)!;
      const real = {
        header: Buffer.from(block.header, 'hex'),
        target: BigInt(`0x${block.target}`),
        start: block.nonce - 50,
        end: block.nonce + 50,
        versionMask: 0x1fffe000,
        versionRange: { start: 21232, end: 21247 },
      };
      expect(pairs(real)).toEqual([[block.nonce, 0x2a5fe000]]);
      await expectOracle(machine, kernel, [real, ...fc.sample(rolled, 100)]);
    });

    test('is right in each of the eight words of the comparison', async () => {
      const places = fc.sample(fc.record({ header, nonce: fc.integer({ min: 0, max: MAX_NONCE }) }), 40);
      const problems = places.flatMap(({ header, nonce }) => {
        const hash = hashOf(header, nonce);
        return [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]
          .flatMap((word) => [hash - 2n ** (32n * word), hash, hash + 2n ** (32n * word)])
          .filter((target) => target >= 1n && target <= MAX_TARGET)
          .map((target) => ({ header, target, start: nonce, end: nonce }));
      });
      await expectOracle(machine, kernel, problems);
    });

    test('loses nothing where more is found than there is room for', async () => {
      const header = someHeader();
      await expectOracle(machine, kernel, [
        { header, target: MAX_TARGET, start: 0, end: 4999 },
        { header, target: MAX_TARGET, start: MAX_NONCE - 4999, end: MAX_NONCE },
        { header, target: 2n ** 255n, start: 0, end: 9999 },
      ]);
    });
  });
});
