import { createMiner } from 'mine-wasm';
import { describe, expect, it } from 'vitest';
import { CallingThread } from '../../dist/engine/calling-thread.js';
import type { Executor } from '../../dist/engine/executor.js';
import { kernelModules, withEngine } from './support/engine.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

const hard = { header: someHeader(), target: IMPOSSIBLE, start: 0, end: 299_999 };

/** How long its thread was busy with chunks that follow each other. */
async function busySeconds(executor: Executor, duty: number, counts: readonly number[]): Promise<number> {
  let busy = 0;
  for (const count of counts) {
    const { busySeconds: seconds, searched } = await executor.run(0, {
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
    busy += seconds;
  }
  return busy;
}

const CHUNKS = Array.from({ length: 8 }, () => 100_000);

describe('throttle', () => {
  it.each([0.75, 0.25])('a thread with a duty of %d is busy that share of the time', async (duty) => {
    const calling = new CallingThread(await kernelModules());
    await withEngine({ threads: 1 }, async ({ pool }) => {
      for (const executor of [pool, calling]) {
        // By then the thread has started, and its code is optimised.
        const busy = await busySeconds(executor, 1, CHUNKS);
        // So much work that its first 25 ms, which may be in advance, hardly count: about a second with rests.
        const rounds = Math.ceil(duty / busy);
        const began = performance.now();
        const worked = await busySeconds(executor, duty, Array.from({ length: rounds }, () => CHUNKS).flat());
        const share = worked / ((performance.now() - began) / 1000);
        expect(share).toBeGreaterThan(duty * 0.7);
        expect(share).toBeLessThan(duty * 1.2);
      }
    });
  });

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
      await busySeconds(pool, 1, CHUNKS);
      const began = performance.now();
      const busy = await busySeconds(pool, 1 / 1200, [20_000, 1]);
      expect(busy).toBeLessThan((performance.now() - began) / 1000 / 500);
    });
  });
});
