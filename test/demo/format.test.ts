import { expect, test } from 'vitest';
import { formatChance, formatCount, formatDuration, splitUnit } from '../../demo/src/format.js';

test.each([
  [0, '0'],
  [65536, '65,536'],
  [999_400, '999,400'],
  [999_600, '1 million'],
  [42_949_672, '42.9 million'],
  [4_294_967_296, '4.29 billion'],
  [999_999_999, '1 billion'],
  [1.5e14, '150 trillion'],
  [5.1e18, '5.1\xa0×\xa010¹⁸'],
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

test.each([
  [formatCount(9_020_000), '', '9.02', ' million'],
  [formatCount(65_536), '', '65,536', ''],
  [formatCount(5.1e18), '', '5.1\xa0×\xa010¹⁸', ''],
  [formatCount(Number.POSITIVE_INFINITY), '', 'endlessly many', ''],
  [formatDuration(4.2), '', '4.2', ' seconds'],
  [formatDuration(1e30), '', '3.2\xa0×\xa010²²', ' years'],
  [formatDuration(0), '', 'a moment', ''],
  [formatDuration(Number.POSITIVE_INFINITY), '', 'for ever', ''],
  [formatChance(0.5), '', '50.0', ' %'],
  [formatChance(1 / 476e6), '1 in ', '476', ' million'],
  [formatChance(1 / 2000), '1 in ', '2,000', ''],
])('%s is %j, %s and %j', (text, lead, figure, unit) => {
  expect(splitUnit(text)).toEqual({ lead, figure, unit });
  // Nothing is lost between them.
  expect(lead + figure + unit).toBe(text);
});
