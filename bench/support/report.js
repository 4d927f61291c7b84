import { writeFileSync } from 'node:fs';
import { describeMachine, machineLines } from './machine.js';
import { median } from './statistics.js';
import { fixed } from './table.js';

/**
 * @typedef {object} Expectation
 * @property {string} says
 * @property {string} seen
 * @property {boolean | undefined} met undefined: not decided by this run
 */

/** Fewer values have no 95 % interval of their median. */
const FEWEST = 6;

/**
 * Judges by what was measured in calm alone; too little of that decides nothing.
 * @param {string} says
 * @param {readonly number[]} calm
 * @param {number} least what the median is expected to reach
 * @returns {Expectation}
 */
export function expectAtLeast(says, calm, least) {
  const count = `${calm.length} calm values`;
  if (calm.length < FEWEST) return { says, seen: `only ${count}`, met: undefined };
  const seen = median(calm);
  return { says, seen: `${fixed(seen, 3)} by ${count}`, met: seen >= least };
}

/** @param {Expectation} expectation */
function verdict({ met }) {
  if (met === undefined) return 'not decided';
  return met ? 'met' : 'NOT MET';
}

/**
 * Prints what was measured on what, and keeps the raw values when a file is named. An expectation that is not met is
 * said, not punished: on a shared machine one run is no proof.
 * @param {object} report
 * @param {string} report.title
 * @param {readonly string[]} report.how conditions of the measurement, one a line
 * @param {string} report.table
 * @param {readonly Expectation[]} [report.expectations]
 * @param {unknown} report.data what `--json` writes
 * @param {string | undefined} report.json
 */
export function printReport({ title, how, table, expectations = [], data, json }) {
  const machine = describeMachine();
  const judged = expectations.map(
    (expected) => `${verdict(expected)}: ${expected.says}; seen: ${expected.seen}`,
  );
  console.log([title, ...machineLines(machine), ...how, '', table, '', ...judged].join('\n').trimEnd());
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify({ title, machine, how, expectations, data }, null, 2)}\n`);
  }
}
