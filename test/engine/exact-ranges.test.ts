import { describe, expect, it } from 'vitest';
import { withEngine } from './support/engine.js';
import { FAULTY_WORKER, plan, tally } from './support/faults.js';
import { IMPOSSIBLE, MAX_NONCE, someHeader } from './support/problems.js';

const hard = { header: someHeader(), target: IMPOSSIBLE };
const EXACT = { outside: 0, never: 0, twice: 0 };

describe('what the workers hash', () => {
  it.each([
    { threads: 1, chunk: 10_007, start: 0, end: 299_999 },
    { threads: 2, chunk: undefined, start: MAX_NONCE - 2_000_000, end: MAX_NONCE },
    { threads: 5, chunk: 4096, start: 12_345, end: 543_210 },
  ])('is every nonce once: $threads threads, chunks of $chunk', async ({ threads, chunk, start, end }) => {
    const { batches } = plan([]);
    await withEngine(
      { threads, workerFile: FAULTY_WORKER, ...(chunk !== undefined && { chunk }) },
      async (engine) => {
        const { status, search } = await engine.run({ ...hard, start, end });
        expect({ status, hashes: search.hashes }).toEqual({ status: 'exhausted', hashes: end - start + 1 });
      },
    );
    expect(tally(batches(), start, end)).toEqual(EXACT);
    expect(new Set(batches().map(({ thread }) => thread)).size).toBe(threads);
  });

  it('is every nonce once for each of several searches side by side', async () => {
    const { batches } = plan([], { header: new Uint8Array() });
    const spans = [0, 1, 2, 3].map((n) => ({ start: n * 1_000_000, end: n * 1_000_000 + 199_999 + n }));
    await withEngine({ threads: 3, chunk: 5000, workerFile: FAULTY_WORKER }, async (engine) => {
      const outcomes = await Promise.all(spans.map((span) => engine.run({ ...hard, ...span })));
      for (const [n, { search }] of outcomes.entries()) expect(search.hashes).toBe(200_000 + n);
    });
    for (const { start, end } of spans) {
      const own = batches().filter(({ nonce }) => nonce >= start && nonce <= end);
      expect(tally(own, start, end)).toEqual(EXACT);
    }
  });

  it('is every nonce once over stops and starts: what a stopped chunk has done stays done', async () => {
    const { batches } = plan([]);
    const span = { start: 1000, end: 3_000_999 };
    let runs = 0;
    await withEngine({ threads: 3, chunk: 150_000, workerFile: FAULTY_WORKER }, async (engine) => {
      let state: Parameters<typeof engine.add>[2];
      for (; ; runs++) {
        const search = engine.add({ ...hard, ...span }, 'first', state);
        // Some batches into it; by then every lane is within a chunk.
        const before = search.hashes;
        while (!search.hasEnded && search.hashes + search.inFlight() - before < 300_000) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        search.stop('aborted');
        if ((await search.ended) === 'exhausted') break;
        state = JSON.parse(JSON.stringify(search.state()));
        expect(state?.hashes).toBe(search.hashes);
      }
    });
    expect(runs).toBeGreaterThan(2);
    expect(tally(batches(), span.start, span.end)).toEqual(EXACT);
  });
});
