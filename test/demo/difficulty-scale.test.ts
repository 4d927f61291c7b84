import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  difficultyAt,
  LAST_POSITION,
  nearestDifficulty,
  positionOf,
} from '../../demo/src/difficulty-scale.js';
import { Target } from '../../src/bitcoin/target.js';

test('each position has a difficulty of its own, that leads back to it and is a target', () => {
  let last = 0;
  for (let position = 0; position <= LAST_POSITION; position++) {
    const difficulty = difficultyAt(position);
    expect(difficulty).toBeGreaterThan(last);
    expect(positionOf(difficulty)).toBe(position);
    expect(Target.fromDifficulty(difficulty).expectedHashes).toBeGreaterThan(0);
    last = difficulty;
  }
});

test('powers of ten are met exactly', () => {
  for (const difficulty of [0.00001, 0.01, 1, 1e6, 1e15])
    expect(difficultyAt(positionOf(difficulty))).toBe(difficulty);
});

test('any difficulty has a nearest one', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (difficulty) => {
      expect(nearestDifficulty(nearestDifficulty(difficulty))).toBe(nearestDifficulty(difficulty));
    }),
  );
});
