/**
 * The library's rate on one thread, two, and so on up to all cores: how much of each further core it makes use of.
 *
 *     node bench/scaling.js [--rounds 11] [--seconds 4] [--kernel simd] [--wait <s>] [--json <file>]
 *
 * `--wait` gives the machine so long to fall silent before each slice.
 */

import { median, medianInterval } from '../dist/hashrate/benchmark/statistics.js';
import { threadCounts } from '../dist/hashrate/benchmark/thread-counts.js';
import { alternate } from './support/alternate.js';
import { BLOCK } from './support/block.js';
import { allowedCores } from './support/cores.js';
import { readOptions } from './support/options.js';
import { runProgram } from './support/processes.js';
import { printReport } from './support/report.js';
import { fixed, formatInterval, formatTable } from './support/table.js';
import { waitForCalm } from './support/usage.js';
import { startMoment } from './support/warm-up.js';

/** @typedef {import('./support/usage.js').Usage & { hashes: number }} Slice what the one process did */

const { rounds, seconds, kernel, wait, json } = readOptions({
  rounds: 11,
  seconds: 4,
  kernel: 'simd',
  wait: 0,
});
const counts = threadCounts(allowedCores().length);
const slices = await alternate(counts.map(String), rounds, async (threads) => {
  await waitForCalm(wait);
  const slice = await runProgram('pool-search', { kernel, threads, start: startMoment(), seconds });
  return /** @type {Slice} */ (slice);
});
const single = rates('1');

printReport({
  title: `Scaling: the library's rate by threads, ${rounds} rounds of ${seconds} s each, kernel ${kernel}`,
  how: [
    'threads  not kept on cores',
    `proof    each process found nonce ${BLOCK.nonce} of block 277316`,
    'efficiency = rate on n threads / (n × rate on one thread of the same round)',
  ],
  table: formatTable(
    ['threads', 'min MH/s', 'median', 'max', 'cores had', 'others had', 'efficiency', 'interval'],
    counts.map((count) => row(String(count))),
  ),
  data: slices,
  json,
});

/** @param {string} threads */
function row(threads) {
  const efficiency = rates(threads).map((rate, round) => rate / (Number(threads) * (single[round] ?? 0)));
  return [
    threads,
    fixed(Math.min(...rates(threads))),
    fixed(median(rates(threads))),
    fixed(Math.max(...rates(threads))),
    fixed(median(coresOf(threads))),
    fixed(median(othersOf(threads))),
    fixed(median(efficiency), 3),
    formatInterval(medianInterval(efficiency), 3),
  ];
}

/** @param {string} threads */
function rates(threads) {
  return (slices[threads] ?? []).map(({ hashes, seconds }) => hashes / seconds / 1e6);
}

/** @param {string} threads */
function coresOf(threads) {
  return (slices[threads] ?? []).map(({ cpuSeconds, seconds }) => cpuSeconds / seconds);
}

/** @param {string} threads */
function othersOf(threads) {
  const busy = (slices[threads] ?? []).map(({ busySeconds, seconds }) => busySeconds / seconds);
  return coresOf(threads).map((cores, round) => Math.max(0, (busy[round] ?? 0) - cores));
}
