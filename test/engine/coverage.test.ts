import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ascending, hashOf, type Problem, scan } from '../support/oracle.js';
import { Engine } from './support/engine.js';
import { header, interval, KERNELS, MAX_NONCE, problem } from './support/problems.js';

const RUNS = 12;
const sizes = [1, 100, 129, 1000, 4096];
const setups = KERNELS.flatMap((kernel) => [
  { kernel, threads: 1, chunk: 1000 },
  { kernel, threads: 2, chunk: 129 },
  { kernel, threads: 5, chunk: 4096 },
  { kernel, threads: 3, chunk: undefined },
]);

describe.each(setups)('$kernel, $threads threads, chunks of $chunk', ({ kernel, threads, chunk }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({ kernel, threads, ...(chunk !== undefined && { chunk }) });
  });
  afterAll(() => engine.close());

  it('finds exactly what a plain scan finds', async () => {
    await fc.assert(
      fc.asyncProperty(problem(3000), async (some) => {
        const { status, solutions, nonces, search } = await engine.run(some);
        expect(status).toBe('exhausted');
        expect(ascending(nonces)).toEqual(scan(some));
        expect(search.hashes).toBe(some.end - some.start + 1);
        expect(search.state()).toMatchObject({ left: [], hashes: some.end - some.start + 1 });
        for (const { hash, nonce } of solutions) expect(BigInt(`0x${hash}`)).toBe(hashOf(some.header, nonce));
      }),
      { numRuns: RUNS },
    );
  });

  it('finds the lowest', async () => {
    await fc.assert(
      fc.asyncProperty(problem(3000), async (some) => {
        const { status, nonces } = await engine.run(some, 'lowest');
        const [lowest] = scan(some);
        expect({ status, nonces }).toEqual(
          lowest === undefined ? { status: 'exhausted', nonces: [] } : { status: 'found', nonces: [lowest] },
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('finds one, if there is one', async () => {
    await fc.assert(
      fc.asyncProperty(problem(3000), async (some) => {
        const { status, nonces, search } = await engine.run(some, 'first');
        const all = scan(some);
        expect(status).toBe(all.length === 0 ? 'exhausted' : 'found');
        if (status === 'found') expect(all).toContain(nonces[0]);
        else expect(search.hashes).toBe(some.end - some.start + 1);
      }),
      { numRuns: RUNS },
    );
  });

  it('compares the whole hash: its own number is met, one less is not', async () => {
    await fc.assert(
      fc.asyncProperty(header, interval(500), fc.nat(499), async (bytes, { start, end }, offset) => {
        const nonce = Math.min(start + offset, end);
        const target = hashOf(bytes, nonce);
        const some: Problem = { header: bytes, target, start, end };
        expect((await engine.run(some)).nonces).toContain(nonce);
        expect((await engine.run({ ...some, target: target - 1n })).nonces).not.toContain(nonce);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('chunks of any size', () => {
  it.each(sizes)('%i: the same solutions, each nonce counted once', async (chunk) => {
    const some: Problem = {
      header: new Uint8Array(76).fill(3),
      target: 1n << 253n,
      start: MAX_NONCE - 700,
      end: MAX_NONCE,
    };
    const engine = await Engine.start({ threads: 2, chunk });
    const { nonces, search } = await engine.run(some);
    await engine.close();
    expect(ascending(nonces)).toEqual(scan(some));
    expect(search.hashes).toBe(701);
  });
});

describe('the largest target', () => {
  it('makes a solution of every nonce', async () => {
    const engine = await Engine.start({ threads: 2 });
    const { nonces } = await engine.run({
      header: new Uint8Array(76),
      target: (1n << 256n) - 1n,
      start: 0,
      end: 9999,
    });
    await engine.close();
    expect(ascending(nonces)).toEqual(Array.from({ length: 10_000 }, (_, nonce) => nonce));
  });
});
