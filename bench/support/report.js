import { writeFileSync } from 'node:fs';
import { FEWEST, median, medianInterval } from '../../dist/hashrate/benchmark/statistics.js';
import { describeMachine, machineLines } from './machine.js';
import { fixed } from './table.js';

/**
 * @typedef {object} Expectation
 * @property {string} says
 * @property {string} seen
 * @property {boolean | undefined} met undefined: not decided by this run
 */

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

/**
 * Decided where the whole interval of the median lies on one side; fewer rounds than have one decide nothing. Others on the machine make rounds of seconds differ by a third.
 * @param {string} says
 * @param {readonly number[]} values
 * @param {number} least what the median is expected to reach
 * @returns {Expectation}
 */
export function expectIntervalAtLeast(says, values, least) {
  const count = `${values.length} rounds`;
  if (values.length < FEWEST) return { says, seen: `only ${count}`, met: undefined };
  const { low, high } = medianInterval(values);
  const met = low >= least ? true : high < least ? false : undefined;
  return { says, seen: `${fixed(median(values), 3)} by ${count}`, met };
}

/** @param {Expectation} expectation */
function verdict({ met }) {
  if (met === undefined) return 'not decided';
  return met ? 'met' : 'NOT MET';
}

/**
 * @typedef {object} Report
 * @property {string} title
 * @property {ReturnType<typeof describeMachine>} [machine] default: this one, with this Node
 * @property {readonly string[]} how conditions of the measurement, one a line
 * @property {readonly Expectation[]} [expectations]
 * @property {unknown} data every raw value
 */

/**
 * Prints what was measured on what, and keeps the raw values when a file is named. An expectation that is not met is
 * said, not punished: on a shared machine one run is no proof.
 * @param {Report & { table: string, json: string }} report `json` is a file, or empty
 */
export function printReport({ table, json, ...report }) {
  const { title, machine = describeMachine(), how, expectations = [] } = report;
  const judged = expectations.map(
    (expected) => `${verdict(expected)}: ${expected.says}; seen: ${expected.seen}`,
  );
  console.log([title, ...machineLines(machine), ...how, '', table, '', ...judged].join('\n').trimEnd());
  if (json !== '') keepReport(json, { ...report, machine });
}

/**
 * @param {string | URL} file
 * @param {Report} report
 */
export function keepReport(file, { title, machine = describeMachine(), how, expectations = [], data }) {
  const text = JSON.stringify({ title, machine, how, expectations, data }, null, 1);
  // A list of numbers on one line, not on as many as it has.
  const short = text.replace(/\[[\s\d.,e-]+\]/g, (list) => list.replace(/\s+/g, ' '));
  writeFileSync(file, `${short}\n`);
}
