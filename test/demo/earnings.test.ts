import { expect, test } from 'vitest';
import { describeDifficulty, KNOWN_DIFFICULTY, secondsToBlock } from '../../demo/src/earnings.js';
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

test.each([
  [
    KNOWN_DIFFICULTY.difficulty,
    KNOWN_DIFFICULTY.date,
    /^The figure is that of block 840000, of 2024-04-20\. /,
  ],
  // As the field shows it; whatever date is put beside it.
  [
    Math.floor(KNOWN_DIFFICULTY.difficulty),
    '2026-11-01',
    /^The figure is that of block 840000, of 2024-04-20\. /,
  ],
  [1e14, '2026-11-01', /^The figure is yours, as of 2026-11-01\. /],
  [1e14, '', /^The figure is yours\. /],
  [undefined, '2026-11-01', /^Bitcoin’s difficulty changes every two weeks; any block explorer shows it\.$/],
])('what is said of a difficulty of %s and %s is true', (difficulty, date, sentence) => {
  expect(describeDifficulty(difficulty, date)).toMatch(sentence);
});
