/**
 * The pool on two threads against two bare kernels at once: what spreading a search over threads costs.
 *
 *     node bench/pool.js [--pairs 15] [--seconds 4] [--wait <s>] [--json <file>]
 *
 * `--wait` gives the machine so long to fall silent before each slice.
 */

import { median, medianInterval } from '../dist/hashrate/benchmark/statistics.js';
import { alternate, ratios } from './support/alternate.js';
import { BLOCK } from './support/block.js';
import { allowedCores, canPin } from './support/cores.js';
import { readOptions } from './support/options.js';
import { runProgram } from './support/processes.js';
import { expectAtLeast, printReport } from './support/report.js';
import { fixed, formatInterval, formatTable } from './support/table.js';
import { waitForCalm } from './support/usage.js';
import { startMoment } from './support/warm-up.js';

/** @typedef {import('./support/usage.js').Usage & { hashes: number }} Part what one process did */
/**
 * @typedef {object} Slice what the processes of one variant did at the same time
 * @property {number} rate in H/s
 * @property {number} cores that they had, on average
 * @property {number} others cores that everybody else had
 */

const KERNEL = 'simd';
const BARE = 'two bare kernels';
const POOL = 'pool, 2 threads';
/**
 * A pair is calm when everybody else had less than this many cores in both of its slices. Others don't disturb both alike:
 * beside one busy neighbour, processes pinned to a core each get 2/3 of it, but the pool's threads may share one core.
 */
const CALM = 0.05;

const { pairs, seconds, wait, json } = readOptions({ pairs: 15, seconds: 4, wait: 0 });
const cores = allowedCores().slice(-2);
if (cores.length < 2) throw new Error(`Expected two cores, got ${cores.length}`);

const slices = await alternate([BARE, POOL], pairs, async (name) => {
  await waitForCalm(wait);
  return name === BARE ? bare() : pool();
});
const joint = compare(({ rate }) => rate);
const perCpu = compare(({ rate, cores }) => rate / cores);
const calm = joint.filter((_, pair) =>
  [slices[BARE][pair], slices[POOL][pair]].every((slice) => slice !== undefined && slice.others < CALM),
);

printReport({
  title: `Pool: ${pairs} alternating pairs of ${seconds} s each, kernel ${KERNEL}`,
  how: [
    canPin()
      ? `threads  bare: one process on core ${cores[0]}, one on core ${cores[1]}; pool: one process on both`
      : 'threads  not kept on cores (no taskset here)',
    `proof    each process found nonce ${BLOCK.nonce} of block 277316`,
  ],
  table: [
    formatTable(
      ['', 'min MH/s', 'median', 'max', 'cores had', 'others had', 'MH per CPU s'],
      [row(BARE, slices[BARE]), row(POOL, slices[POOL])],
    ),
    formatTable(
      ['pool / bare', 'pairs', 'min', 'median', 'max', 'interval'],
      [
        ratioRow('rate', joint),
        ratioRow(`rate, calm pairs (others < ${CALM} cores)`, calm),
        ratioRow('hashes per CPU second', perCpu),
      ],
    ),
  ].join('\n\n'),
  expectations: [expectAtLeast('pool ≥ 0.97 × the joint rate of two bare kernels', calm, 0.97)],
  data: slices,
  json,
});

/** Two processes at the same time, each on a core of its own. */
async function bare() {
  const start = startMoment();
  const both = cores.map((core) =>
    runProgram('bare-kernel', { kernel: KERNEL, start, seconds }, { cores: [core] }),
  );
  return sum(await Promise.all(both));
}

/** One process on the same two cores. */
async function pool() {
  return sum([
    await runProgram('pool-search', { kernel: KERNEL, threads: 2, start: startMoment(), seconds }, { cores }),
  ]);
}

/**
 * @param {readonly Part[]} parts
 * @returns {Slice}
 */
function sum(parts) {
  const cores = parts.reduce((sum, { cpuSeconds, seconds }) => sum + cpuSeconds / seconds, 0);
  const busy = parts.reduce((sum, { busySeconds, seconds }) => sum + busySeconds / seconds, 0) / parts.length;
  return {
    rate: parts.reduce((sum, { hashes, seconds }) => sum + hashes / seconds, 0),
    cores,
    others: Math.max(0, busy - cores),
  };
}

/** @param {(slice: Slice) => number} figure */
function compare(figure) {
  return ratios(slices[POOL].map(figure), slices[BARE].map(figure));
}

/**
 * @param {string} name
 * @param {readonly Slice[]} measured
 */
function row(name, measured) {
  const rates = measured.map(({ rate }) => rate / 1e6);
  return [
    name,
    fixed(Math.min(...rates)),
    fixed(median(rates)),
    fixed(Math.max(...rates)),
    fixed(median(measured.map(({ cores }) => cores))),
    fixed(median(measured.map(({ others }) => others))),
    fixed(median(measured.map(({ rate, cores }) => rate / cores / 1e6))),
  ];
}

/**
 * @param {string} name
 * @param {readonly number[]} values
 */
function ratioRow(name, values) {
  if (values.length === 0) return [name, '0'];
  return [
    name,
    String(values.length),
    fixed(Math.min(...values), 3),
    fixed(median(values), 3),
    fixed(Math.max(...values), 3),
    formatInterval(medianInterval(values), 3),
  ];
}
