import { expect, it } from 'vitest';
import { fixed, formatInterval, formatTable } from '../../../bench/support/table.js';

it('names stand to the left, numbers to the right, and no line ends in spaces', () => {
  const table = formatTable(
    ['', 'MH/s', '×'],
    [
      ['simd', '7.5', '18.25'],
      ['node:crypto', '0.41', ''],
    ],
  );
  expect(table.split('\n')).toEqual([
    '              MH/s       ×',
    '--------------------------',
    'simd           7.5   18.25',
    'node:crypto   0.41',
  ]);
});

it('an interval says its confidence', () => {
  expect(formatInterval({ low: 0.994, high: 1.006, coverage: 0.9648 })).toBe('0.99–1.01 (96 %)');
  expect(formatInterval({ low: 0.994, high: 1.006, coverage: 0.75 }, 3)).toBe('0.994–1.006 (75 %)');
  expect(fixed(2 / 3)).toBe('0.67');
});
