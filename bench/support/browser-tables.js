import { median, medianInterval, quantile } from '../../dist/hashrate/benchmark/statistics.js';
import { fixed, formatInterval, formatTable } from './table.js';

/** @typedef {Readonly<Record<string, readonly number[]>>} Values by variant */

/** @param {Values} rates in H/s */
export function rateTable(rates) {
  const rows = Object.entries(rates).map(([name, values]) => {
    const millions = values.map((value) => value / 1e6);
    return [name, fixed(Math.min(...millions)), fixed(median(millions)), fixed(Math.max(...millions))];
  });
  return formatTable(['', 'min MH/s', 'median', 'max'], rows);
}

/**
 * @param {string} title
 * @param {Values} ratios
 */
export function ratioTable(title, ratios) {
  const rows = Object.entries(ratios).map(([name, values]) => [
    name,
    fixed(median(values), 3),
    formatInterval(medianInterval(values), 3),
  ]);
  return formatTable([title, 'median', 'interval'], rows);
}

/**
 * @param {string} title
 * @param {Values} times in milliseconds
 */
export function latencyTable(title, times) {
  const rows = Object.entries(times).map(([name, values]) => [
    name,
    ...[median(values), quantile(values, 0.9), Math.max(...values)].map((value) => fixed(value, 1)),
  ]);
  return formatTable([title, 'median', '90th percentile', 'max'], rows);
}
