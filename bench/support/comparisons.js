import { BASE, contestantName } from './contestants.js';
import { judgedRounds, ratesOf, ratio } from './standings.js';

/** @typedef {import('./contest.js').Slices} Slices */
/** @typedef {{ says: string, of: string, to: string }} Comparison */

export const SIMD = contestantName('simd');
const SCALAR = contestantName('scalar');
const ROLLING = contestantName('rolling');
const WIDE = contestantName('wide');

/** What the benchmark is for: all else is to be read off the table. */
export const COMPARISONS = [
  { says: 'simd ÷ node:crypto', of: SIMD, to: BASE },
  { says: 'simd ÷ scalar', of: SIMD, to: SCALAR },
  { says: 'rolling ÷ simd', of: ROLLING, to: SIMD },
  { says: 'wide ÷ simd', of: WIDE, to: SIMD },
];

/**
 * Ours beside each of these kernels.
 * @param {readonly { name: string }[]} yardsticks
 * @returns {Comparison[]}
 */
export function withYardsticks(yardsticks) {
  return [SIMD, ROLLING].flatMap((of) =>
    yardsticks.map(({ name }) => ({ says: `${of.replace(' kernel', '')} ÷ ${name}`, of, to: name })),
  );
}

/**
 * Those of what did not take part are left out.
 * @param {Slices} slices
 * @param {readonly Comparison[]} [comparisons]
 * @param {readonly number[]} [rounds]
 */
export function compare(slices, comparisons = COMPARISONS, rounds = judgedRounds(slices).rounds) {
  return comparisons
    .filter(({ of, to }) => of in slices && to in slices)
    .map(({ says, of, to }) => ({
      says,
      ...ratio(ratesOf(slices, of, rounds), ratesOf(slices, to, rounds)),
    }));
}
