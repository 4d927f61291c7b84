import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedMessage, readEverywhere } from '../../clockchain/support/messages.js';

/** A minute is enough for some hundred thousand messages. */
const MILLISECONDS = 60_000;
const BATCH = 2_000;
/** What the engine itself gathers while it optimises is some megabytes; 20 bytes of each message would be more than this. */
const MOST_GROWTH = 8 << 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

test('for a minute: no message is refused without a name, and none is kept', () => {
  const end = performance.now() + MILLISECONDS;
  let taken = 0;
  let read = 0;
  let start: number | undefined;
  // Each batch has a seed of its own, which fast-check prints when it fails.
  for (let seed = 20_261_122; performance.now() < end; seed++) {
    fc.assert(
      fc.property(changedMessage, (bytes) => {
        taken += Math.min(1, readEverywhere(bytes));
        read++;
      }),
      { seed, numRuns: BATCH },
    );
    // By then all code has run.
    if (read === 10 * BATCH) start = heap();
  }
  expect(start).toBeDefined();
  expect(heap() - start!).toBeLessThan(MOST_GROWTH);
  // Changes that nothing survives would try the first lines of each reader alone.
  expect(taken).toBeGreaterThan(read / 20);
  expect(taken).toBeLessThan(read);
});
