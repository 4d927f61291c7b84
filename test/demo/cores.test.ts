import { expect, test } from 'vitest';
import { usualThreads } from '../../demo/src/cores.js';
import { defaultSettings } from '../../demo/src/settings.js';

test('half of them are usual, and one at least', () => {
  expect([1, 2, 3, 8, 256].map(usualThreads)).toEqual([1, 1, 1, 4, 128]);
  expect(defaultSettings(9).threads).toBe(usualThreads(9));
});
