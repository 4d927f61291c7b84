import { expect, test } from 'vitest';
import { batteryHint } from '../../demo/src/device-hints.js';

test('a battery is told of while it empties', () => {
  expect(batteryHint({ charging: true, level: 0.5 })).toBeUndefined();
  expect(batteryHint({ charging: false, level: 0.537 })).toMatch(/^On battery, 54 % left/);
});
