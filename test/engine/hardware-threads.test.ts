import { expect, test } from 'vitest';
import { hardwareThreads } from '../../src/engine/hardware-threads.js';
import { MOST_THREADS } from '../../src/engine/options.js';

test.each([
  [undefined, 1],
  [0, 1],
  [Number.NaN, 1],
  [6, 6],
  [384, MOST_THREADS],
])('a browser that says %s cores gets at most %i threads', (reported, most) => {
  expect(hardwareThreads(reported ?? 0)).toBe(most);
});
