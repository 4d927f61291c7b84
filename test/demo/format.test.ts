import { expect, test } from 'vitest';
import { formatChance, formatCount, formatDuration } from '../../demo/src/format.js';

test.each([
  [0, '0'],
  [65536, '65,536'],
  [999_400, '999,400'],
  [999_600, '1 million'],
  [42_949_672, '42.9 million'],
  [4_294_967_296, '4.29 billion'],
  [999_999_999, '1 billion'],
  [1.5e14, '150 trillion'],
  [5.1e18, '5.1 × 10¹⁸'],
  [Number.POSITIVE_INFINITY, 'endlessly many'],
])('a count of %d is %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test.each([
  [0, 'a moment'],
  [0.25, '0.25 seconds'],
  [4.21, '4.2 seconds'],
  [90, '90 seconds'],
  [600, '10 minutes'],
  [86_400, '24 hours'],
  [86_400 * 30, '30 days'],
  [31_557_600 * 1.39e9, '1.39 billion years'],
  [Number.POSITIVE_INFINITY, 'for ever'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [0, '0 %'],
  [1 / 13_400_000, '1 in 13.4 million'],
  [0.0009, '1 in 1,111'],
  [0.001, '0.1 %'],
  [0.632, '63.2 %'],
  [0.99999, '99.9 %'],
  [1, '100.0 %'],
])('a chance of %d is %s', (chance, text) => {
  expect(formatChance(chance)).toBe(text);
});
