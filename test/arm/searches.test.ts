import fc from 'fast-check';
import {
  createMiner,
  type KernelStatus,
  type SearchOptions,
  type SearchResult,
  type Solution,
} from 'mine-wasm';
import { describe, expect, test } from 'vitest';
import { KERNEL_NAMES } from '../../dist/engine/kernel-names.js';
import { headers } from '../bitcoin/vectors.js';
import { header, interval, rolledProblem, someHeader } from '../engine/support/problems.js';
import { ascending, type Place, type Problem, scan, scanPlaces } from '../support/oracle.js';
import { ask } from './support/emulate.js';
import { ARM64, ARMV7, MACHINES } from './support/machines.js';

interface Answer {
  /** Worker threads that were started. */
  readonly threads: number;
  readonly kernels: readonly KernelStatus[];
  readonly results: readonly (SearchResult & { readonly found: Solution[] })[];
}

/** So much is not begun without worker threads, even where the solution is near. */
const LONG = 2 ** 20;

/** Searches a long interval that ends soon: its nonce is among the first. */
function blockSearch({ header, nonce }: (typeof headers)[number]) {
  const nonceRange = { start: nonce - 20_000, end: nonce - 20_000 + LONG };
  return { header, nonceRange, order: 'lowest' };
}

const noncesOf = ({ found }: Answer['results'][number]): number[] => found.map(({ nonce }) => nonce);

/** In one order, whatever order they were found in. */
const sorted = (places: readonly Place[]): string[] =>
  places.map(({ nonce, version }) => `${nonce} ${version}`).sort();

const work = ({ header, target, start, end, ...versions }: Problem) => ({
  ...versions,
  header: Buffer.from(header).toString('hex'),
  target: target.toString(16).padStart(64, '0'),
  nonceRange: { start, end },
});

/** Between one in 2^6 and one in 2^16 nonces is a solution. */
const problem: fc.Arbitrary<Problem> = fc
  .record({ header, power: fc.integer({ min: 240, max: 250 }), range: interval(20_000) })
  .map(({ header, power, range }) => ({ header, target: 2n ** BigInt(power), ...range }));

describe.each(MACHINES)('$name', (machine) => {
  describe.each(KERNEL_NAMES)('kernel %s', (kernel) => {
    test.each([2, 3])('%i worker threads find a real block, and what node:crypto finds', async (threads) => {
      const block = headers[threads % headers.length]!;
      const problems = fc.sample(problem, 6);
      const { results, ...answer } = await ask<Answer>(machine, 'search', {
        miner: { kernel, threads },
        searches: [
          blockSearch(block),
          ...problems.flatMap((one) => ['all', 'lowest', 'first'].map((order) => ({ ...work(one), order }))),
        ],
      });
      expect(answer.threads).toBe(threads);
      for (const result of results) expect(result).toMatchObject({ kernel, threads, hardwareErrors: 0 });
      const [found, ...others] = results;
      expect(found).toMatchObject({ status: 'found', solution: { nonce: block.nonce, hash: block.hash } });
      for (const [i, one] of problems.entries()) {
        const [all, lowest, first] = others.slice(3 * i);
        const oracle = scan(one);
        const expected = { problem: work(one), nonces: oracle };
        expect({ problem: work(one), nonces: ascending(noncesOf(all!)) }).toEqual(expected);
        expect(all).toMatchObject({ status: 'exhausted', hashes: one.end - one.start + 1 });
        expect(noncesOf(lowest!)).toEqual(oracle.slice(0, 1));
        if (oracle.length === 0) expect(first!.status).toBe('exhausted');
        else expect(oracle).toContain(noncesOf(first!)[0]);
      }
    });

    test('worker threads find what node:crypto finds in versions that are rolled', async () => {
      const problems = fc.sample(rolledProblem(4000), 6);
      const { results, threads } = await ask<Answer>(machine, 'search', {
        miner: { kernel, threads: 2 },
        searches: [blockSearch(headers[0]!), ...problems.map((one) => ({ ...work(one), order: 'all' }))],
      });
      expect(threads).toBe(2);
      for (const [i, one] of problems.entries()) {
        const result = results[i + 1]!;
        expect(result).toMatchObject({ status: 'exhausted', kernel, hardwareErrors: 0 });
        expect({ problem: work(one), found: sorted(result.found) }).toEqual({
          problem: work(one),
          found: sorted(scanPlaces(one)),
        });
      }
    });
  });

  test('a search that is aborted knows what it has searched and what is left', async () => {
    const nonceRange = { start: 0, end: 2 ** 32 - 1 };
    const header = Buffer.from(someHeader()).toString('hex');
    const { results } = await ask<Answer>(machine, 'search', {
      miner: { threads: 2 },
      searches: [{ header, target: '1', nonceRange, order: 'lowest', stopAt: 30_000 }],
    });
    const [{ status, hashes, state }] = results as [Answer['results'][number]];
    expect(status).toBe('aborted');
    expect(hashes).toBeGreaterThanOrEqual(30_000);
    const left = state.left.reduce((sum, [first, last]) => sum + Number(last) - Number(first) + 1, 0);
    expect(hashes + left).toBe(2 ** 32);
  });
});

test('a search goes on from one machine to the next, and ends on this one', async () => {
  const one = { header: someHeader(), target: 2n ** 243n, start: 5, end: 5 + LONG };
  const nonces: number[] = [];
  let resume: SearchOptions['resume'];
  for (const [i, machine] of [ARM64, ARMV7].entries()) {
    const { results } = await ask<Answer>(machine, 'search', {
      miner: { threads: 2 },
      searches: [{ ...work(one), order: 'all', resume, stopAt: (i + 1) * 50_000 }],
    });
    const [result] = results as [Answer['results'][number]];
    expect(result.status).toBe('aborted');
    expect(result.hashes).toBeGreaterThan(resume?.hashes ?? 0);
    nonces.push(...noncesOf(result));
    resume = result.state;
  }
  await using miner = await createMiner({ cache: false });
  const stream = miner.solutions({ ...work(one), resume });
  for await (const { nonce } of stream) nonces.push(nonce);
  expect(await stream.result).toMatchObject({ status: 'exhausted', hashes: LONG + 1 });
  expect(ascending(nonces)).toEqual(scan(one));
});

test('without NEON, armv7 has no WASM SIMD: that kernel is not used, and scalar is', async () => {
  const { nonce, header, hash } = headers[3]!;
  const { kernels, results } = await ask<Answer>({ ...ARMV7, cpu: 'cortex-a9,neon=off' }, 'search', {
    miner: { threads: 2 },
    searches: [blockSearch(headers[3]!)],
  });
  expect(kernels).toContainEqual({ name: 'scalar', usable: true });
  expect(kernels).toContainEqual({
    name: 'simd',
    usable: false,
    reason: expect.stringContaining('SIMD unsupported'),
  });
  expect(results).toMatchObject([{ status: 'found', kernel: 'scalar', solution: { nonce, header, hash } }]);
});
