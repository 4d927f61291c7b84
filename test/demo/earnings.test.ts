import { expect, test } from 'vitest';
import { KNOWN_DIFFICULTY, secondsToBlock } from '../../demo/src/earnings.js';
import { Target } from '../../src/bitcoin/target.js';

test('the stated difficulty is that of block 840000, on its day', () => {
  expect(KNOWN_DIFFICULTY.date).toBe('2024-04-20');
  expect(KNOWN_DIFFICULTY.difficulty).toBe(Target.fromBits(0x17034219).difficulty);
});

test('a block takes as many hashes as its target expects', () => {
  const { difficulty } = KNOWN_DIFFICULTY;
  const { expectedHashes } = Target.fromDifficulty(difficulty);
  expect(secondsToBlock(difficulty, 1e7) / (expectedHashes / 1e7)).toBeCloseTo(1, 9);
  expect(secondsToBlock(difficulty, 0)).toBe(Number.POSITIVE_INFINITY);
});
