import { expect, it } from 'vitest';
import { calmLine, rateTable, ratioTable } from '../../../bench/support/contest-report.js';

const slices = (rates: number[], share = 1) => rates.map((rate) => ({ rate: rate * 1e6, share }));
const lines = (table: string): string[][] => table.split('\n').map((line) => line.trim().split(/ {3,}/));

it('says how many rounds were calm, on each Node', () => {
  const calm = { a: slices([1, 1, 1]) };
  const loud = { a: slices([1, 1, 1], 0.5) };
  expect(calmLine(calm, loud)).toContain('3, 0 of 3 rounds: each entrant had ≥ 95 % of the core');
  expect(calmLine(calm)).toContain('3 of 3 rounds');
});

it('rates in MH/s, and the median of the ratios to the base', () => {
  const rows = lines(
    rateTable({ kernel: slices([2, 9, 4], 0.96), base: slices([1, 3, 4]) }, 'base', '× base'),
  );
  expect(rows[0]).toEqual(['min MH/s', 'median', 'max', 'core had', '× base', 'interval']);
  expect(rows[2]).toEqual(['kernel', '2.000', '4.000', '9.000', '96 %', '2.00', '1.00–3.00 (75 %)']);
  expect(rows[3]).toEqual(['base', '1.000', '3.000', '4.000', '100 %', '1.00', '1.00–1.00 (75 %)']);
});

it('ratios with their interval, and of how many rounds they are', () => {
  const interval = { low: 1.5, high: 2.5, coverage: 0.96875 };
  const table = ratioTable([{ says: 'a ÷ b', median: 2, interval, perRound: [1, 2, 3, 2, 2, 2] }]);
  expect(lines(table).at(-1)).toEqual(['a ÷ b', '2.000', '1.500–2.500 (97 %)', '6']);
});
