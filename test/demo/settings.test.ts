import { expect, test } from 'vitest';
import { BLOCK_277316 } from '../../demo/src/lessons/known-block.js';
import { checkPasted } from '../../demo/src/settings.js';

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
