import fc from 'fast-check';
import { yieldToEventLoop } from '../../../dist/engine/event-loop.js';
import type { Search } from '../../../dist/engine/search.js';
import { ascending, type Place, scan, scanPlaces } from '../../support/oracle.js';
import type { EngineUnderTest } from '../support/engine-under-test.js';
import { problem, rolledProblem } from '../support/problems.js';
import { type EngineProperty, type PropertyGroup, same } from './property.js';

/** When a search is paused, and for how long, both in turns of the event loop. */
interface Pause {
  readonly after: number;
  readonly turns: number;
  /** Waits until nothing is in flight, rather than going on while threads are still leaving. */
  readonly isAwaited: boolean;
}

const pauseAfter = (after: fc.Arbitrary<number>) =>
  fc.record({ after, turns: fc.nat(5), isAwaited: fc.boolean() });

/** The first before any chunk can be back: however slow the machine, it comes before the search's end. */
const pauses: fc.Arbitrary<readonly Pause[]> = fc
  .tuple(
    pauseAfter(fc.constant(0)),
    fc.array(pauseAfter(fc.oneof(fc.constant(0), fc.nat(10))), { maxLength: 11 }),
  )
  .map(([first, more]) => [first, ...more]);

async function pass(turns: number, search?: Search): Promise<void> {
  for (let turn = 0; turn < turns && search?.hasEnded !== true; turn++) await yieldToEventLoop();
}

/**
 * Pauses and resumes a search while it runs; afterwards it goes on undisturbed.
 * @returns how many of the pauses came before its end
 */
async function disturb(engine: EngineUnderTest, search: Search, moments: readonly Pause[]): Promise<number> {
  let happened = 0;
  for (const { after, turns, isAwaited } of moments) {
    await pass(after, search);
    if (!search.hasEnded) happened++;
    const resting = search.pause();
    if (isAwaited) {
      await resting;
      const reading = () => [[...search.flights].length, search.hashes, search.seconds];
      const { hashes, seconds } = search;
      same(reading(), [0, hashes, seconds]);
      await pass(turns);
      same(reading(), [0, hashes, seconds]);
    }
    search.resume();
    engine.coordinator.refill();
    // Resumed, nobody is kept waiting for a rest that does not come.
    await resting;
  }
  return happened;
}

const sorted = (found: Iterable<Place>): string[] =>
  [...found].map(({ nonce, version }) => `${nonce} ${version}`).sort();

const PAUSED: readonly EngineProperty[] = [
  {
    name: 'every solution once, every nonce counted once',
    async holds(engine) {
      const runs = 30;
      let happened = 0;
      await fc.assert(
        fc.asyncProperty(problem(6000), pauses, async (some, moments) => {
          const search = engine.add(some);
          const [{ status, nonces }, count] = await Promise.all([
            engine.collect(search),
            disturb(engine, search, moments),
          ]);
          happened += count;
          same([status, search.hashes], ['exhausted', some.end - some.start + 1]);
          same(ascending(nonces), scan(some));
          const { left, hashes } = search.state();
          same([left, hashes], [[], search.hashes]);
        }),
        { numRuns: runs },
      );
      if (happened < runs) throw new Error(`Expected a pause in each of ${runs} searches, got ${happened}`);
    },
  },
  {
    name: 'also with rolled versions',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(rolledProblem(3000), pauses, async (some, moments) => {
          const search = engine.add(some);
          const [{ solutions }] = await Promise.all([
            engine.collect(search),
            disturb(engine, search, moments),
          ]);
          same(sorted(solutions), sorted(scanPlaces(some)));
        }),
        { numRuns: 15 },
      ),
  },
  {
    name: 'the lowest is the lowest, the first is one of them',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(problem(6000), pauses, async (some, moments) => {
          const all = scan(some);
          const lowest = engine.add(some, 'lowest');
          const first = engine.add(some, 'first');
          await Promise.all([disturb(engine, lowest, moments), disturb(engine, first, moments.toReversed())]);
          const status = all.length > 0 ? 'found' : 'exhausted';
          same([await lowest.ended, lowest.best?.nonce], [status, all[0]]);
          same(await first.ended, status);
          if (all.length > 0) same(all.includes(first.best!.nonce), true);
        }),
        { numRuns: 15 },
      ),
  },
  {
    name: 'a state of mid pause is the whole of what is left',
    holds: (engine) =>
      fc.assert(
        fc.asyncProperty(problem(6000), fc.nat(6), async (some, after) => {
          const search = engine.add(some);
          await pass(after);
          await search.pause();
          const found = search.solutions.map(({ nonce }) => nonce);
          const state = JSON.parse(JSON.stringify(search.state()));
          same(state.hashes, search.hashes);
          search.stop('aborted');
          await search.ended;
          const rest = await engine.run(some, 'all', state);
          same(ascending(rest.nonces), scan(some));
          same(
            found.filter((nonce) => !rest.nonces.includes(nonce)),
            [],
          );
        }),
        { numRuns: 15 },
      ),
  },
];

/** Exact coverage of searches that are paused at random moments. */
export function pauseCoverage(): readonly PropertyGroup[] {
  const setups = [
    { threads: 1, chunk: 300 },
    { threads: 3, chunk: 1000 },
    { threads: 2, chunk: 129 },
  ];
  return setups.map(({ threads, chunk }) => ({
    name: `paused at random moments: ${threads} threads, chunks of ${chunk}`,
    setup: { threads, chunk, kernel: 'scalar' },
    properties: PAUSED,
  }));
}
