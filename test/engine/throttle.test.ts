import { createMiner } from 'mine-wasm';
import { describe, expect, it } from 'vitest';
import { CallingThread } from '../../dist/engine/calling-thread.js';
import type { Executor } from '../../dist/engine/executor.js';
import { kernelModules, withEngine } from './support/engine.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

const hard = { header: someHeader(), target: IMPOSSIBLE, start: 0, end: 299_999 };

/** Which share of the time its thread was busy with chunks that follow each other. */
async function busyShare(executor: Executor, duty: number, counts: readonly number[]): Promise<number> {
  const began = performance.now();
  let busy = 0;
  for (const count of counts) {
    const { busySeconds, searched } = await executor.run(0, {
      serial: 1,
      kernel: 'simd',
      header: hard.header,
      target: new Uint8Array(32),
      versions: Uint32Array.of(1),
      nonce: 0,
      skip: 0,
      count,
      candidateLimit: 1,
      duty,
    });
    expect(searched).toBe(count);
    busy += busySeconds;
  }
  return busy / ((performance.now() - began) / 1000);
}

const CHUNKS = Array.from({ length: 8 }, () => 100_000);

describe('throttle', () => {
  it.each([0.95, 0.75, 0.5, 0.25])(
    'a thread with a duty of %d is busy that share of the time',
    async (duty) => {
      const calling = new CallingThread(await kernelModules());
      await withEngine({ threads: 1 }, async ({ pool }) => {
        for (const executor of [pool, calling]) {
          // The second: by then the thread has started, and its code is optimised.
          await busyShare(executor, 1, CHUNKS);
          const share = await busyShare(executor, duty, CHUNKS);
          expect(share).toBeGreaterThan(duty * 0.7);
          expect(share).toBeLessThan(duty * 1.2);
        }
      });
    },
  );

  it('changes nothing of the result', async () => {
    const miner = await createMiner({ threads: 2, throttle: 20 });
    const nonceRange = { start: 5, end: 700_004 };
    expect(await miner.search({ ...hard, nonceRange })).toMatchObject({
      status: 'exhausted',
      hashes: 700_000,
    });
    await miner.close();
  });

  it('a thread that rests longer than a silent one is waited for is alive', async () => {
    await withEngine({ threads: 1, silenceSeconds: 2 }, async ({ pool }) => {
      // Its batches grow to 2.5 ms, which with this duty are rests of 3 s.
      await busyShare(pool, 1, CHUNKS);
      expect(await busyShare(pool, 1 / 1200, [20_000, 1])).toBeLessThan(1 / 500);
    });
  });
});
