import { expect, test } from 'vitest';
import { freshHeader } from '../../demo/src/fresh-header.js';
import { Target } from '../../src/bitcoin/target.js';

const NOW = Date.UTC(2026, 0, 1);

test('says in its bits what is searched for, close to the difficulty that was asked for', () => {
  for (const difficulty of [0.00001, 0.1, 1, 1e6, 1e15]) {
    const { template, goal } = freshHeader(difficulty, NOW, 'a');
    expect(template.target().equals(goal)).toBe(true);
    expect(goal.toBigInt()).toBeLessThanOrEqual(Target.fromDifficulty(difficulty).toBigInt());
    expect(goal.difficulty / difficulty).toBeCloseTo(1, 2);
    expect(template.time).toBe(NOW / 1000);
  }
});

test('each salt is a search of its own', () => {
  expect(freshHeader(1, NOW, 'a').template.merkleRoot).not.toBe(freshHeader(1, NOW, 'b').template.merkleRoot);
});
