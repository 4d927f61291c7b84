import { expect, test } from 'vitest';
import { mostThreads, usualThreads } from '../../demo/src/cores.js';
import { defaultSettings } from '../../demo/src/settings.js';
import { MOST_THREADS } from '../../src/engine/options.js';

test.each([
  [undefined, 1],
  [0, 1],
  [Number.NaN, 1],
  [6, 6],
  [384, MOST_THREADS],
])('a browser that says %s cores gets at most %i threads', (reported, most) => {
  expect(mostThreads(reported ?? 0)).toBe(most);
});

test('half of them are usual, and one at least', () => {
  expect([1, 2, 3, 8, 256].map(usualThreads)).toEqual([1, 1, 1, 4, 128]);
  expect(defaultSettings(9).threads).toBe(usualThreads(9));
});
