import { expect, it } from 'vitest';
import { latencyTable, rateTable, ratioTable } from '../../../bench/support/browser-tables.js';

/** The cells of the rows below the rule. */
const rows = (table: string) =>
  table
    .split('\n')
    .slice(2)
    .map((line) => line.split(/\s{2,}/));

it('tells rates in MH/s', () => {
  expect(rows(rateTable({ bare: [8e6, 7.5e6, 7e6], page: [6_994_000] }))).toEqual([
    ['bare', '7.00', '7.50', '8.00'],
    ['page', '6.99', '6.99', '6.99'],
  ]);
});

it('tells the median of ratios with its interval', () => {
  const table = ratioTable('by the bare kernel', { page: [0.9, 0.95, 1, 1.05, 1.1, 1.2] });
  expect(table).toMatch(/^by the bare kernel /);
  expect(rows(table)).toEqual([['page', '1.025', '0.900–1.200 (97 %)']]);
});

it('tells the median, the 90th percentile and the greatest of latencies in any order', () => {
  const table = latencyTable('Stop, ms', { page: [30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
  expect(rows(table)).toEqual([['page', '6.0', '10.0', '30.0']]);
});
