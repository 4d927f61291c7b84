import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Solution } from '../../dist/engine/solution.js';
import type { SearchState } from '../../dist/index.js';
import { hashOf, type Place, type Problem, places, scanPlaces } from '../support/oracle.js';
import { Engine } from './support/engine.js';
import { KERNELS, MAX_NONCE, rolledProblem } from './support/problems.js';

const RUNS = 12;
const setups = KERNELS.flatMap((kernel) => [
  { kernel, threads: 1, chunk: 1000 },
  { kernel, threads: 2, chunk: 129 },
  { kernel, threads: 5, chunk: 37 },
  { kernel, threads: 3, chunk: undefined },
]);

const sorted = (found: Iterable<Place>): string[] =>
  [...found].map(({ nonce, version }) => `${nonce} ${version}`).sort();
const sizeOf = (problem: Problem): number => [...places(problem)].length;

describe.each(setups)('$kernel, $threads threads, chunks of $chunk', ({ kernel, threads, chunk }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({ kernel, threads, ...(chunk !== undefined && { chunk }) });
  });
  afterAll(() => engine.close());

  const check = (problem: Problem, { header, hash, nonce, version }: Solution) => {
    expect(BigInt(`0x${hash}`)).toBe(hashOf(problem.header, nonce, version));
    expect(Buffer.from(header, 'hex').readInt32LE(0)).toBe(version);
    expect(Buffer.from(header, 'hex').readUInt32LE(76)).toBe(nonce);
  };

  it('finds exactly the pairs of version and nonce that a plain scan finds', async () => {
    await fc.assert(
      fc.asyncProperty(rolledProblem(3000), async (some) => {
        const { status, solutions, search } = await engine.run(some);
        expect(status).toBe('exhausted');
        expect(sorted(solutions)).toEqual(sorted(scanPlaces(some)));
        for (const solution of solutions) check(some, solution);
        expect(search.hashes).toBe(sizeOf(some));
        expect(search.state()).toMatchObject({ left: [], hashes: sizeOf(some) });
      }),
      { numRuns: RUNS },
    );
  });

  it('finds the lowest in the order of the search', async () => {
    await fc.assert(
      fc.asyncProperty(rolledProblem(3000), async (some) => {
        const { status, solutions } = await engine.run(some, 'lowest');
        const [lowest] = scanPlaces(some);
        expect(status).toBe(lowest === undefined ? 'exhausted' : 'found');
        if (lowest !== undefined) expect(solutions[0]).toMatchObject({ ...lowest });
      }),
      { numRuns: RUNS },
    );
  });

  it('with a target of one hash finds it, and with one below does not', async () => {
    await fc.assert(
      fc.asyncProperty(rolledProblem(600), fc.nat(), async (some, any) => {
        const all = [...places(some)];
        const { nonce, version } = all[any % all.length]!;
        const target = hashOf(some.header, nonce, version);
        expect(sorted((await engine.run({ ...some, target })).solutions)).toContain(`${nonce} ${version}`);
        const below = await engine.run({ ...some, target: target - 1n });
        expect(sorted(below.solutions)).not.toContain(`${nonce} ${version}`);
      }),
      { numRuns: RUNS },
    );
  });

  it('interrupted anywhere it goes on, each header found and counted once', async () => {
    await fc.assert(
      fc.asyncProperty(rolledProblem(3000), fc.array(fc.nat(6), { maxLength: 8 }), async (some, moments) => {
        const found: Place[] = [];
        let state: SearchState | undefined;
        for (let run = 0; ; run++) {
          const search = engine.add(some, 'all', state);
          for (let turn = 0; turn < (moments[run] ?? 1e9) && !search.hasEnded; turn++) {
            const solution = search.deliver();
            engine.coordinator.refill();
            if (solution === undefined) await new Promise((resolve) => setImmediate(resolve));
            else found.push(solution);
          }
          search.stop('aborted');
          const status = await search.ended;
          state = JSON.parse(JSON.stringify(search.state()));
          if (status !== 'exhausted') continue;
          for (let last = search.deliver(); last !== undefined; last = search.deliver()) found.push(last);
          expect(search.hashes).toBe(sizeOf(some));
          break;
        }
        expect(sorted(found)).toEqual(sorted(scanPlaces(some)));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the largest target', () => {
  it.each(KERNELS)('makes a solution of every version and nonce: %s', async (kernel) => {
    const engine = await Engine.start({ kernel, threads: 2 });
    const problem = {
      header: new Uint8Array(76),
      target: (1n << 256n) - 1n,
      start: MAX_NONCE - 60,
      end: MAX_NONCE,
      versionMask: 0x1fffe000,
      versionRange: { start: 65500, end: 65535 },
    };
    const { solutions } = await engine.run(problem);
    await engine.close();
    expect(solutions).toHaveLength(61 * 36);
    expect(sorted(solutions)).toEqual(sorted(places(problem)));
  });
});
