import { expect, test } from 'vitest';
import { truncate, widthOf } from '../../src/cli/text-width.js';

test('letters of East Asia and pictures are two columns wide', () => {
  expect(['abc', 'ラズパイ', 'é', '👍'].map(widthOf)).toEqual([3, 8, 1, 2]);
});

test('what does not fit is cut', () => {
  expect(truncate('Sample Board', 12)).toBe('Sample Board');
  expect(truncate('Sample Board', 8)).toBe('Sample…');
  expect(truncate('ラズパイ', 5)).toBe('ラズ…');
});
