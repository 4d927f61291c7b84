import { createMiner, type SearchProgress } from 'mine-wasm';
import { expect, it } from 'vitest';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

it('counts no work in flight twice: hashes never fall, and end at the total', async () => {
  await using miner = await createMiner({ threads: 2, cache: false });
  const seen: SearchProgress[] = [];
  // Some thirty chunks on each lane, each of which begins where the lane's cell holds the last one's count.
  const result = await miner.search({
    header: someHeader(),
    target: IMPOSSIBLE,
    nonceRange: { start: 0, end: 2 ** 25 - 1 },
    progressInterval: 10,
    onProgress: (progress) => seen.push(progress),
  });
  const hashes = seen.map((progress) => progress.hashes);
  expect(seen.length).toBeGreaterThan(10);
  expect(hashes).toEqual(hashes.toSorted((a, b) => a - b));
  expect(hashes.at(-1)).toBeLessThanOrEqual(2 ** 25);
  expect(result).toMatchObject({ status: 'exhausted', hashes: 2 ** 25 });

  // Each reading of the threads comes a moment after that of the whole.
  const { hashRate, threadRates } = seen.at(-1)!;
  expect(threadRates).toHaveLength(2);
  expect(Math.min(...threadRates)).toBeGreaterThan(0);
  expect(threadRates[0]! + threadRates[1]!).toBeGreaterThan(0.9 * hashRate);
  expect(threadRates[0]! + threadRates[1]!).toBeLessThan(1.1 * hashRate);
});
