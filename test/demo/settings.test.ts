import { expect, test } from 'vitest';
import { BLOCK_277316 } from '../../demo/src/lessons/known-block.js';
import { checkPasted, type Goal, isSameGoal, usableGoal } from '../../demo/src/settings.js';

const HEX = BLOCK_277316.toHex();

test('a header is taken as it is pasted: in lines, with or without a nonce', () => {
  for (const pasted of [
    HEX,
    HEX.slice(0, 152),
    `  ${HEX.slice(0, 80)}\n${HEX.slice(80)}\n`,
    HEX.toUpperCase(),
  ]) {
    const { template, goal } = checkPasted(pasted, '');
    expect(template.toHex()).toBe(HEX.slice(0, 152));
    expect(goal.equals(BLOCK_277316.target())).toBe(true);
  }
});

test('a target takes the place of the bits', () => {
  expect(checkPasted(HEX, ' ff ').goal.toBigInt()).toBe(255n);
});

test.each([
  ['', '', 'header'],
  ['xyz', '', 'header'],
  [HEX.slice(2), '', 'header'],
  [HEX, '0', 'target'],
  [HEX, 'g', 'target'],
  [HEX, '1'.repeat(65), 'target'],
  // Bits of zero are no target.
  [HEX.slice(0, 144) + '00'.repeat(8), '', 'bits'],
])('%s with %s is refused', (header, target, option) => {
  expect(() => checkPasted(header, target)).toThrow(expect.objectContaining({ option }));
});

const EASY: Goal = { kind: 'difficulty', difficulty: 0.1 };
const PASTED: Goal = { kind: 'header', header: HEX, target: '' };

test('a goal is the same when the same is searched for', () => {
  const others: Goal[] = [EASY, { ...EASY, difficulty: 1 }, PASTED, { ...PASTED, target: 'ff' }];
  for (const [at, one] of others.entries()) {
    for (const [other, another] of others.entries()) {
      expect(isSameGoal(one, { ...another })).toBe(at === other);
    }
  }
});

test('half a header is no goal', () => {
  expect(usableGoal(EASY)).toBe(EASY);
  expect(usableGoal(PASTED)).toBe(PASTED);
  for (const change of [{ header: '' }, { header: HEX.slice(0, 80) }, { target: 'x' }]) {
    expect(usableGoal({ ...PASTED, ...change })).toBeUndefined();
  }
});
