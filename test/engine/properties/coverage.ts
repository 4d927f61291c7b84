import fc from 'fast-check';
import type { KernelName } from '../../../dist/engine/kernel-names.js';
import { ascending, hashOf, type Problem, scan } from '../../support/oracle.js';
import { header, interval, MAX_NONCE, problem } from '../support/problems.js';
import { type EngineProperty, type PropertyGroup, same } from './property.js';

const RUNS = 12;
const CHUNKS = [1, 100, 129, 1000, 4096];

const COVERAGE: readonly EngineProperty[] = [
  {
    name: 'finds exactly what a plain scan finds',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(problem(3000), async (some) => {
          const { status, solutions, nonces, search } = await engine.run(some);
          const size = some.end - some.start + 1;
          same([status, search.hashes], ['exhausted', size]);
          same(ascending(nonces), scan(some));
          const { left, hashes } = search.state();
          same([left, hashes], [[], size]);
          for (const { hash, nonce } of solutions) same(BigInt(`0x${hash}`), hashOf(some.header, nonce));
        }),
        { numRuns: RUNS },
      ),
  },
  {
    name: 'finds the lowest',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(problem(3000), async (some) => {
          const { status, nonces } = await engine.run(some, 'lowest');
          const [lowest] = scan(some);
          same([status, nonces], lowest === undefined ? ['exhausted', []] : ['found', [lowest]]);
        }),
        { numRuns: RUNS },
      ),
  },
  {
    name: 'finds one, if there is one',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(problem(3000), async (some) => {
          const { status, nonces, search } = await engine.run(some, 'first');
          const all = scan(some);
          same(status, all.length === 0 ? 'exhausted' : 'found');
          if (status === 'found') same(all.includes(nonces[0]!), true);
          else same(search.hashes, some.end - some.start + 1);
        }),
        { numRuns: RUNS },
      ),
  },
  {
    name: 'compares the whole hash: its own number is met, one less is not',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(header, interval(500), fc.nat(499), async (bytes, { start, end }, offset) => {
          const nonce = Math.min(start + offset, end);
          const target = hashOf(bytes, nonce);
          const some: Problem = { header: bytes, target, start, end };
          same((await engine.run(some)).nonces.includes(nonce), true);
          same((await engine.run({ ...some, target: target - 1n })).nonces.includes(nonce), false);
        }),
        { numRuns: RUNS },
      ),
  },
];

const WHATEVER_THE_CHUNK: EngineProperty = {
  name: 'the same solutions, each nonce counted once',
  async holds(engine) {
    const some: Problem = {
      header: new Uint8Array(76).fill(3),
      target: 1n << 253n,
      start: MAX_NONCE - 700,
      end: MAX_NONCE,
    };
    const { nonces, search } = await engine.run(some);
    same(ascending(nonces), scan(some));
    same(search.hashes, 701);
  },
};

const LARGEST_TARGET: EngineProperty = {
  name: 'makes a solution of every nonce',
  async holds(engine) {
    const problem = { header: new Uint8Array(76), target: (1n << 256n) - 1n, start: 0, end: 9999 };
    const { nonces } = await engine.run(problem);
    same(
      ascending(nonces),
      Array.from({ length: 10_000 }, (_, nonce) => nonce),
    );
  },
};

/** Exact coverage of intervals of nonces. */
export function coverage(kernels: readonly KernelName[]): readonly PropertyGroup[] {
  const setups = kernels.flatMap((kernel) => [
    { kernel, threads: 1, chunk: 1000 },
    { kernel, threads: 2, chunk: 129 },
    { kernel, threads: 5, chunk: 4096 },
    { kernel, threads: 3, chunk: undefined },
  ]);
  const two = { kernel: 'simd', threads: 2 } as const;
  return [
    ...setups.map((setup) => ({
      name: `${setup.kernel}, ${setup.threads} threads, chunks of ${setup.chunk ?? 'their own size'}`,
      setup,
      properties: COVERAGE,
    })),
    ...CHUNKS.map((chunk) => ({
      name: `chunks of ${chunk}`,
      setup: { ...two, chunk },
      properties: [WHATEVER_THE_CHUNK],
    })),
    { name: 'the largest target', setup: two, properties: [LARGEST_TARGET] },
  ];
}
