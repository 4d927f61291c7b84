import { FEWEST, median } from '../../dist/hashrate/benchmark/statistics.js';
import { BLOCK } from './block.js';
import { judgedRounds, ratesOf, ratio } from './standings.js';
import { fixed, formatInterval, formatTable } from './table.js';

/** @typedef {import('./contest.js').Slices} Slices */
/** @typedef {ReturnType<typeof import('./comparisons.js').compare>} Compared */

/** What every report of kernels says of how it was measured. */
export const PROOF = `proof    each found nonce ${BLOCK.nonce} of block 277316, before the measurement and after it`;

/** @param {readonly Slices[]} runs one, or one for each Node */
export function calmLine(...runs) {
  const counts = runs.map((slices) => judgedRounds(slices).calm.length);
  const rounds = `${counts.join(', ')} of ${judgedRounds(runs[0] ?? {}).of} rounds`;
  return `calm     ${rounds}: each entrant had ≥ 95 % of the core; ratios are by these (by all if < ${FEWEST})`;
}

/**
 * Each entrant's rate, and its ratio to `base`.
 * @param {Slices} slices
 * @param {string} base
 * @param {string} heading
 */
export function rateTable(slices, base, heading) {
  const { rounds } = judgedRounds(slices);
  return formatTable(
    ['', 'min MH/s', 'median', 'max', 'core had', heading, 'interval'],
    Object.entries(slices).map(([name, measured]) => {
      const rates = ratesOf(slices, name).map((rate) => rate / 1e6);
      const against = ratio(ratesOf(slices, name, rounds), ratesOf(slices, base, rounds));
      return [
        name,
        fixed(Math.min(...rates), 3),
        fixed(median(rates), 3),
        fixed(Math.max(...rates), 3),
        `${fixed(median(measured.map(({ share }) => share)) * 100, 0)} %`,
        fixed(against.median),
        formatInterval(against.interval),
      ];
    }),
  );
}

/** @param {Compared} compared */
export function ratioTable(compared) {
  return formatTable(
    ['median of the ratios of each round', 'ratio', 'interval', 'rounds'],
    compared.map(({ says, median, interval, perRound }) => [
      says,
      fixed(median, 3),
      formatInterval(interval, 3),
      String(perRound.length),
    ]),
  );
}
