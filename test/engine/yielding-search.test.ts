import { expect, it } from 'vitest';
import type { Chunk } from '../../src/engine/chunk.js';
import type { ChunkSearcher } from '../../src/engine/chunk-searcher.js';
import { YieldingSearch } from '../../src/engine/yielding-search.js';

const report = { searched: 0, candidates: new Uint32Array(), busySeconds: 0, thread: 0 };
const chunk = (duty: number) => ({ serial: 7, duty }) as Chunk;

/** A chunk without an end, whose batches take this long by the clock. */
function endless(milliseconds: number, onBatch: (batches: number) => void): ChunkSearcher {
  let batches = 0;
  const run = {
    isDone: false,
    searched: 0,
    report: () => report,
    next() {
      onBatch(++batches);
      return milliseconds;
    },
  };
  return { begin: () => run } as unknown as ChunkSearcher;
}

it.each([1, 0.95, 0.25])(
  'with a duty of %d a stop is seen, also where the clock does not tell of batches',
  async (duty) => {
    const searcher = endless(0, (batches) => {
      if (batches === 1) setImmediate(() => search.stop(7));
      if (batches === 100_000) throw new Error('the event loop had no turn');
    });
    const search: YieldingSearch = new YieldingSearch(searcher, () => {});
    await expect(search.run(chunk(duty))).resolves.toBe(report);
  },
);

it('a stop ends a rest', async () => {
  const searcher = endless(100, () => setImmediate(() => search.stop(7)));
  const search: YieldingSearch = new YieldingSearch(searcher, () => {});
  // The rest that it owes is 28 hours.
  await expect(search.run(chunk(1e-6))).resolves.toBe(report);
});
