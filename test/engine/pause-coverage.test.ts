import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { yieldToEventLoop } from '../../dist/engine/event-loop.js';
import { pauseCoverage } from './properties/pause-coverage.js';
import { Engine, withEngine } from './support/engine.js';
import { FAULTY_WORKER, plan, tally } from './support/faults.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

const groups = pauseCoverage().map((group) => [group.name, group] as const);

// The same properties hold in a browser: test/browser/coverage.test.ts.
describe.each(groups)('%s', (_, { setup, properties }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(setup);
  });
  afterAll(() => engine.close());

  it.each(properties.map(({ name, holds }) => [name, holds] as const))('%s', (_, holds) => holds(engine));
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
        while (!search.hasEnded && search.hashes + search.inFlight() - before < 200_000)
          await yieldToEventLoop();
        if (search.hasEnded) break;
        await search.pause();
        pauses++;
        const { length } = batches();
        for (let turn = 0; turn < 20; turn++) await yieldToEventLoop();
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
      while (threads() < 2) await yieldToEventLoop();
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
