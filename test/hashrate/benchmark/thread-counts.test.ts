import { expect, it } from 'vitest';
import { threadCounts } from '../../../src/hashrate/benchmark/thread-counts.js';

it.each([
  [1, [1]],
  [2, [1, 2]],
  [4, [1, 2, 3, 4]],
  [6, [1, 2, 3, 4, 6]],
  [8, [1, 2, 3, 4, 8]],
  [12, [1, 2, 3, 4, 8, 12]],
  [128, [1, 2, 3, 4, 8, 16, 32, 64, 128]],
])('%i cores are measured with %j threads', (cores, counts) => {
  expect(threadCounts(cores)).toEqual(counts);
});
