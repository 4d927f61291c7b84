import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KERNEL_NAMES, type KernelName } from '../../dist/engine/kernel-names.js';
import { kernelFile } from '../assembly/kernel-under-test.js';
import { headers } from '../bitcoin/vectors.js';
import { easyTarget, header, interval, MAX_NONCE, someHeader } from '../engine/support/problems.js';
import { hashOf, type Problem } from '../support/oracle.js';
import { ask, start } from './support/emulate.js';
import { MACHINES, type Machine } from './support/machines.js';

const MAX_TARGET = 2n ** 256n - 1n;

interface Answer {
  readonly sha256: string;
  /** Of each problem: solving nonces, each with its version. */
  readonly found: readonly (readonly [nonce: number, version: number])[][];
}

/** A problem of one batch: up to 16 versions, unsigned; the header's own if left out. */
interface BatchProblem extends Problem {
  readonly versions?: readonly number[];
}

const ownVersion = (header: Uint8Array): number => Buffer.from(header).readUInt32LE(0);

/** A problem as it can be sent. */
const wire = ({ header, target, start, end, versions = [ownVersion(header)] }: BatchProblem) => ({
  versions,
  header: Buffer.from(header).toString('hex'),
  target: target.toString(16).padStart(64, '0'),
  start,
  end,
});

/** What node:crypto finds, in the order of nonces, and of versions for each. */
function solve({ header, target, start, end, versions = [ownVersion(header)] }: BatchProblem) {
  const found: [number, number][] = [];
  for (let nonce = start; nonce <= end; nonce++) {
    for (const version of versions) {
      if (hashOf(header, nonce, version | 0) <= target) found.push([nonce, version]);
    }
  }
  return found;
}

/** Expects that the kernel finds on that machine exactly what node:crypto finds on this one. */
async function expectOracle(
  machine: Machine,
  kernel: KernelName,
  problems: readonly BatchProblem[],
): Promise<void> {
  const { found } = await ask<Answer>(machine, 'kernels', { kernel, problems: problems.map(wire) });
  // Each with its problem, which a failure shows.
  expect(problems.map((problem, i) => ({ ...wire(problem), found: found[i] }))).toEqual(
    problems.map((problem) => ({ ...wire(problem), found: solve(problem) })),
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

    test('finds what node:crypto finds in up to 16 versions', async () => {
      const versions = fc.uniqueArray(fc.nat(0xffffffff), { minLength: 1, maxLength: 16 });
      const batch = fc
        .record({ header, target: easyTarget, versions, range: interval(100) })
        .map(({ range, ...job }) => ({ ...job, ...range }));
      await expectOracle(machine, kernel, fc.sample(batch, 100));
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
