import fc from 'fast-check';
import { Header } from '../../../dist/bitcoin/header.js';
import { yieldToEventLoop } from '../../../dist/engine/event-loop.js';
import type { KernelName } from '../../../dist/engine/kernel-names.js';
import type { SearchState } from '../../../dist/engine/search-state.js';
import type { Solution } from '../../../dist/engine/solution.js';
import { hashOf, type Place, type Problem, places, scanPlaces } from '../../support/oracle.js';
import { MAX_NONCE, rolledProblem } from '../support/problems.js';
import { type EngineProperty, type PropertyGroup, same } from './property.js';

const RUNS = 12;

const sorted = (found: Iterable<Place>): string[] =>
  [...found].map(({ nonce, version }) => `${nonce} ${version}`).sort();
const sizeOf = (problem: Problem): number => [...places(problem)].length;

function check(problem: Problem, { header, hash, nonce, version }: Solution): void {
  same(BigInt(`0x${hash}`), hashOf(problem.header, nonce, version));
  const written = Header.from(header);
  same([written.version, written.nonce], [version, nonce]);
}

const COVERAGE: readonly EngineProperty[] = [
  {
    name: 'finds exactly the pairs of version and nonce that a plain scan finds',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(rolledProblem(3000), async (some) => {
          const { status, solutions, search } = await engine.run(some);
          same(status, 'exhausted');
          same(sorted(solutions), sorted(scanPlaces(some)));
          for (const solution of solutions) check(some, solution);
          const { left, hashes } = search.state();
          same([search.hashes, left, hashes], [sizeOf(some), [], sizeOf(some)]);
        }),
        { numRuns: RUNS },
      ),
  },
  {
    name: 'finds the lowest in the order of the search',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(rolledProblem(3000), async (some) => {
          const { status, solutions } = await engine.run(some, 'lowest');
          const [lowest] = scanPlaces(some);
          same(status, lowest === undefined ? 'exhausted' : 'found');
          if (lowest !== undefined) same(sorted(solutions), sorted([lowest]));
        }),
        { numRuns: RUNS },
      ),
  },
  {
    name: 'with a target of one hash finds it, and with one below does not',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(rolledProblem(600), fc.nat(), async (some, any) => {
          const all = [...places(some)];
          const { nonce, version } = all[any % all.length]!;
          const target = hashOf(some.header, nonce, version);
          const at = await engine.run({ ...some, target });
          same(sorted(at.solutions).includes(`${nonce} ${version}`), true);
          const below = await engine.run({ ...some, target: target - 1n });
          same(sorted(below.solutions).includes(`${nonce} ${version}`), false);
        }),
        { numRuns: RUNS },
      ),
  },
  {
    name: 'interrupted anywhere it goes on, each header found and counted once',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(
          rolledProblem(3000),
          fc.array(fc.nat(6), { maxLength: 8 }),
          async (some, moments) => {
            const found: Place[] = [];
            let state: SearchState | undefined;
            for (let run = 0; ; run++) {
              const search = engine.add(some, 'all', state);
              for (let turn = 0; turn < (moments[run] ?? 1e9) && !search.hasEnded; turn++) {
                const solution = search.deliver();
                engine.coordinator.refill();
                if (solution === undefined) await yieldToEventLoop();
                else found.push(solution);
              }
              search.stop('aborted');
              const status = await search.ended;
              state = JSON.parse(JSON.stringify(search.state()));
              if (status !== 'exhausted') continue;
              for (let last = search.deliver(); last !== undefined; last = search.deliver()) found.push(last);
              same(search.hashes, sizeOf(some));
              break;
            }
            same(sorted(found), sorted(scanPlaces(some)));
          },
        ),
        { numRuns: RUNS },
      ),
  },
];

const LARGEST_TARGET: EngineProperty = {
  name: 'makes a solution of every version and nonce',
  async holds(engine) {
    const problem = {
      header: new Uint8Array(76),
      target: (1n << 256n) - 1n,
      start: MAX_NONCE - 60,
      end: MAX_NONCE,
      versionMask: 0x1fffe000,
      versionRange: { start: 65500, end: 65535 },
    };
    const { solutions } = await engine.run(problem);
    same(solutions.length, 61 * 36);
    same(sorted(solutions), sorted(places(problem)));
  },
};

/** Exact coverage of versions × nonces. */
export function rolledCoverage(kernels: readonly KernelName[]): readonly PropertyGroup[] {
  const setups = kernels.flatMap((kernel) => [
    { kernel, threads: 1, chunk: 1000 },
    { kernel, threads: 2, chunk: 129 },
    { kernel, threads: 5, chunk: 37 },
    { kernel, threads: 3, chunk: undefined },
  ]);
  return [
    ...setups.map((setup) => ({
      name: `${setup.kernel}, ${setup.threads} threads, chunks of ${setup.chunk ?? 'their own size'}`,
      setup,
      properties: COVERAGE,
    })),
    ...kernels.map((kernel) => ({
      name: `the largest target, ${kernel}`,
      setup: { kernel, threads: 2 },
      properties: [LARGEST_TARGET],
    })),
  ];
}
