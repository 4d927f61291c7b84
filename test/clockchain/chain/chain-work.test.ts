import { expect, test } from 'vitest';
import { ChainWork } from '../../../src/clockchain/chain/chain-work.js';
import { targetOfZeros } from '../../../src/clockchain/tick/difficulty.js';

test('sums what each tick takes on average, and keeps the easiest target', () => {
  const work = new ChainWork();
  expect(work).toMatchObject({ easiest: undefined, expectedTries: 0 });
  for (const zeros of [3, 3, 2, 4]) work.add(targetOfZeros(zeros).bits);
  expect(work.easiest!.equals(targetOfZeros(2))).toBe(true);
  // Compact bits cut off at most 1.6 in 100,000.
  expect(work.expectedTries / (4096 + 4096 + 256 + 65_536)).toBeCloseTo(1, 4);
});
