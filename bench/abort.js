/**
 * How long an abort takes: from the signal until every worker is idle and the search has resolved.
 *
 *     node bench/abort.js [--repetitions 100] [--json <file>]
 */

import { median, medianInterval, quantile } from '../dist/hashrate/benchmark/statistics.js';
import { createMiner } from '../dist/index.js';
import { BLOCK, checkFound, IMPOSSIBLE, WINDOW } from './support/block.js';
import { sleep } from './support/clock.js';
import { readOptions } from './support/options.js';
import { printReport } from './support/report.js';
import { fixed, formatInterval, formatTable } from './support/table.js';

const { repetitions, json } = readOptions({ repetitions: 100 });
const miner = await createMiner({ threads: 2, kernel: 'simd', cache: false });
await abortAfter(1000);

/** @type {number[]} */
const times = [];
for (let index = 0; index < repetitions; index++) times.push(await abortAfter(50 + Math.random() * 250));

// A worker that was still searching would show here.
const before = process.cpuUsage();
await sleep(1000);
const { user, system } = process.cpuUsage(before);

const proof = await miner.search({ header: BLOCK.header, nonceRange: WINDOW });
checkFound('the pool', proof.status === 'found' ? [proof.solution.nonce] : []);
await miner.close();

const middle = median(times);
printReport({
  title: `Abort: ${repetitions} at random moments, 2 threads, kernel ${miner.choice.kernel}, milliseconds`,
  how: [
    'threads  not kept on cores',
    `idle     in the second after the last abort the process used ${fixed((user + system) / 1e3, 1)} ms of CPU`,
    `proof    the pool found nonce ${BLOCK.nonce} of block 277316; each state held what was not searched`,
  ],
  table: formatTable(
    ['', 'min', 'median', 'interval', '90th percentile', 'max'],
    [
      [
        'abort() until idle',
        fixed(Math.min(...times)),
        fixed(middle),
        formatInterval(medianInterval(times)),
        fixed(quantile(times, 0.9)),
        fixed(Math.max(...times)),
      ],
    ],
  ),
  expectations: [{ says: 'median < 20 ms', seen: `${fixed(middle)} ms`, met: middle < 20 }],
  data: times,
  json,
});

/**
 * @param {number} milliseconds
 * @returns how long the abort took
 */
async function abortAfter(milliseconds) {
  const stop = new AbortController();
  const search = miner.search({ header: BLOCK.header, target: IMPOSSIBLE, signal: stop.signal });
  await sleep(milliseconds);
  const began = performance.now();
  stop.abort();
  const { status, hashes, state } = await search;
  const took = performance.now() - began;
  const left = state.left.reduce((sum, [start, end]) => sum + Number(end) - Number(start) + 1, 0);
  if (status !== 'aborted' || hashes === 0 || hashes + left !== 2 ** 32) {
    throw new Error(`Expected an aborted search, exactly accounted for; got ${status}, ${hashes} + ${left}`);
  }
  return took;
}
