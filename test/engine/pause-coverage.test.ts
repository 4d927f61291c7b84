import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Search } from '../../dist/engine/search.js';
import { ascending, scan, scanPlaces } from '../support/oracle.js';
import { Engine, withEngine } from './support/engine.js';
import { FAULTY_WORKER, plan, tally } from './support/faults.js';
import { IMPOSSIBLE, problem, rolledProblem, someHeader } from './support/problems.js';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** When a search is paused, and for how long, both in turns of the event loop. */
interface Pause {
  readonly after: number;
  readonly turns: number;
  /** Waits until nothing is in flight, rather than going on while threads are still leaving. */
  readonly isAwaited: boolean;
}

const pauses = fc.array(fc.record({ after: fc.nat(10), turns: fc.nat(5), isAwaited: fc.boolean() }), {
  maxLength: 12,
});

describe.each([
  { threads: 1, chunk: 300 },
  { threads: 3, chunk: 1000 },
  { threads: 2, chunk: 129 },
])('paused at random moments: $threads threads, chunks of $chunk', ({ threads, chunk }) => {
  let engine: Engine;
  let happened = 0;
  beforeAll(async () => {
    engine = await Engine.start({ threads, chunk, kernel: 'scalar' });
  });
  afterAll(() => engine.close());

  /** Pauses and resumes a search while it runs; afterwards it goes on undisturbed. */
  async function disturb(search: Search, moments: readonly Pause[]): Promise<void> {
    for (const { after, turns, isAwaited } of moments) {
      for (let turn = 0; turn < after && !search.hasEnded; turn++) await nextTurn();
      const resting = search.pause();
      if (isAwaited) {
        await resting;
        expect([...search.flights]).toEqual([]);
        const { hashes, seconds } = search;
        for (let turn = 0; turn < turns; turn++) await nextTurn();
        expect({ hashes: search.hashes, seconds: search.seconds }).toEqual({ hashes, seconds });
        expect([...search.flights]).toEqual([]);
      }
      if (!search.hasEnded) happened++;
      search.resume();
      engine.coordinator.refill();
      // Resumed, nobody is kept waiting for a rest that does not come.
      await resting;
    }
  }

  it('every solution once, every nonce counted once', async () => {
    await fc.assert(
      fc.asyncProperty(problem(6000), pauses, async (some, moments) => {
        const search = engine.add(some);
        const [outcome] = await Promise.all([engine.collect(search), disturb(search, moments)]);
        expect(outcome.status).toBe('exhausted');
        expect(ascending(outcome.nonces)).toEqual(scan(some));
        expect(search.hashes).toBe(some.end - some.start + 1);
        expect(search.state()).toMatchObject({ left: [], hashes: search.hashes });
      }),
      { numRuns: 30 },
    );
    expect(happened).toBeGreaterThan(30);
  });

  it('also with rolled versions', async () => {
    await fc.assert(
      fc.asyncProperty(rolledProblem(3000), pauses, async (some, moments) => {
        const search = engine.add(some);
        const [{ solutions }] = await Promise.all([engine.collect(search), disturb(search, moments)]);
        const text = (all: Iterable<{ nonce: number; version: number }>) =>
          [...all].map(({ nonce, version }) => `${nonce} ${version}`).sort();
        expect(text(solutions)).toEqual(text(scanPlaces(some)));
      }),
      { numRuns: 15 },
    );
  });

  it('the lowest is the lowest, the first is one of them', async () => {
    await fc.assert(
      fc.asyncProperty(problem(6000), pauses, async (some, moments) => {
        const all = scan(some);
        const lowest = engine.add(some, 'lowest');
        const first = engine.add(some, 'first');
        await Promise.all([disturb(lowest, moments), disturb(first, moments.toReversed())]);
        expect(await lowest.ended).toBe(all.length > 0 ? 'found' : 'exhausted');
        expect(lowest.best?.nonce).toBe(all[0]);
        expect(await first.ended).toBe(all.length > 0 ? 'found' : 'exhausted');
        if (all.length > 0) expect(all).toContain(first.best?.nonce);
      }),
      { numRuns: 15 },
    );
  });

  it('a state of mid pause is the whole of what is left', async () => {
    await fc.assert(
      fc.asyncProperty(problem(6000), fc.nat(6), async (some, after) => {
        const search = engine.add(some);
        for (let turn = 0; turn < after; turn++) await nextTurn();
        await search.pause();
        const found = search.solutions.map(({ nonce }) => nonce);
        const state = JSON.parse(JSON.stringify(search.state()));
        expect(state.hashes).toBe(search.hashes);
        search.stop('aborted');
        await search.ended;
        const rest = await engine.run(some, 'all', state);
        expect(ascending(rest.nonces)).toEqual(scan(some));
        expect(rest.nonces).toEqual(expect.arrayContaining(found));
      }),
      { numRuns: 15 },
    );
  });
});

describe('what the workers hash', () => {
  it('is every nonce once over pauses, and nothing while it is paused', async () => {
    const { batches } = plan([]);
    const span = { start: 1000, end: 2_000_999 };
    let pauses = 0;
    await withEngine({ threads: 3, chunk: 150_000, workerFile: FAULTY_WORKER }, async (engine) => {
      const search = engine.add({ header: someHeader(), target: IMPOSSIBLE, ...span }, 'first');
      while (!search.hasEnded) {
        const before = search.hashes;
        while (!search.hasEnded && search.hashes + search.inFlight() - before < 200_000) await nextTurn();
        if (search.hasEnded) break;
        await search.pause();
        pauses++;
        const { length } = batches();
        for (let turn = 0; turn < 20; turn++) await nextTurn();
        expect(batches()).toHaveLength(length);
        search.resume();
        engine.coordinator.refill();
      }
      expect(await search.ended).toBe('exhausted');
    });
    expect(pauses).toBeGreaterThan(2);
    expect(tally(batches(), span.start, span.end)).toEqual({ outside: 0, never: 0, twice: 0 });
  });

  it('ends within a batch of the request, however long the chunk', async () => {
    const { batches } = plan([]);
    // A chunk of minutes, in place of 100 ms.
    const chunk = 2 ** 31 - 1;
    await withEngine({ threads: 2, chunk, workerFile: FAULTY_WORKER }, async (engine) => {
      const search = engine.add({ header: someHeader(), target: IMPOSSIBLE, start: 0, end: 2 ** 32 - 1 });
      const threads = () => new Set(batches().map(({ thread }) => thread)).size;
      while (threads() < 2) await nextTurn();
      const perThread = () =>
        [...new Set(batches().map(({ thread }) => thread))].map(
          (thread) => batches().filter((batch) => batch.thread === thread).length,
        );
      const resting = search.pause();
      const atRequest = perThread();
      await resting;
      for (const [at, count] of perThread().entries()) {
        expect(count - atRequest[at]!).toBeLessThanOrEqual(1);
      }
      search.stop('aborted');
      await search.ended;
    });
  });
});
