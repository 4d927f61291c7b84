import { FEWEST, median, medianInterval } from '../../dist/hashrate/benchmark/statistics.js';
import { ratios } from './alternate.js';

/** @typedef {import('./contest.js').Slices} Slices */

/** A round is calm when each entrant had this share of the core. */
const CALM = 0.95;

/**
 * The rounds that ratios are formed in: the calm ones, or all where too few were. It looks at the conditions only, never
 * at the outcome.
 * @param {Slices} slices
 */
export function judgedRounds(slices) {
  const all = Object.values(slices)[0] ?? [];
  const calm = [...all.keys()].filter((round) =>
    Object.values(slices).every((entrant) => (entrant[round]?.share ?? 0) >= CALM),
  );
  return { calm, of: all.length, rounds: calm.length >= FEWEST ? calm : [...all.keys()] };
}

/**
 * Each entrant's values as two lists, which a file shows best.
 * @param {Slices} slices
 */
export function rawValues(slices) {
  return Object.fromEntries(
    Object.entries(slices).map(([name, measured]) => [
      name,
      { rates: measured.map(({ rate }) => rate), shares: measured.map(({ share }) => share) },
    ]),
  );
}

/**
 * @param {Slices} slices
 * @param {string} name
 * @param {readonly number[]} [rounds] default: all
 */
export function ratesOf(slices, name, rounds) {
  const rates = (slices[name] ?? []).map(({ rate }) => rate);
  return rounds === undefined ? rates : rounds.map((round) => rates[round] ?? Number.NaN);
}

/**
 * @param {readonly number[]} values
 * @param {readonly number[]} base measured in the same rounds
 */
export function ratio(values, base) {
  const perRound = ratios(values, base);
  return { median: median(perRound), interval: medianInterval(perRound), perRound };
}
