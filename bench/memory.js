/**
 * Peak resident memory of processes that search on two threads.
 *
 *     node bench/memory.js [--rounds 5] [--seconds 4] [--json <file>]
 */
import { readFileSync } from 'node:fs';
import { median } from '../dist/hashrate/benchmark/statistics.js';
import { alternate } from './support/alternate.js';
import { BLOCK, IMPOSSIBLE } from './support/block.js';
import { sleep } from './support/clock.js';
import { NO_COMMAND_LINE, provenCommandLine } from './support/command-line.js';
import { readOptions } from './support/options.js';
import { program, startNode } from './support/processes.js';
import { printReport } from './support/report.js';
import { fixed, formatTable } from './support/table.js';
import { startMoment } from './support/warm-up.js';

const NODE = 'node alone';
const LIBRARY = 'library, 2 threads';
const COMMAND = 'mine-wasm, 2 threads';
const LIMIT = 150;

if (process.platform !== 'linux') throw new Error("Expected Linux's /proc, got none: nothing is measured");
const { rounds, seconds, json } = readOptions({ rounds: 5, seconds: 4 });
const cli = await provenCommandLine();
const searching = cli === undefined ? [LIBRARY] : [LIBRARY, COMMAND];
const byName = await alternate([NODE, ...searching], rounds, (name) => peakOf(start(name)));

printReport({
  title: `Memory: peak resident set (VmHWM), MB of 10^6 bytes, ${rounds} rounds of ${seconds} s`,
  how: [
    'threads  not kept on cores',
    `proof    library and command found nonce ${BLOCK.nonce} of block 277316`,
  ],
  table: formatTable(
    ['', 'min', 'median', 'max'],
    [
      ...Object.entries(byName).map(([name, peaks]) => [
        name,
        fixed(Math.min(...peaks), 1),
        fixed(median(peaks), 1),
        fixed(Math.max(...peaks), 1),
      ]),
      ...(cli === undefined ? [[COMMAND, NO_COMMAND_LINE]] : []),
    ],
  ),
  expectations: searching.map((name) => {
    const seen = median(byName[name] ?? []);
    return { says: `${name} < ${LIMIT} MB`, seen: `${fixed(seen, 1)} MB`, met: seen < LIMIT };
  }),
  data: byName,
  json,
});

/** @param {string} name */
function start(name) {
  if (name === NODE) return startNode(['-e', 'setTimeout(() => {}, 500)']);
  if (name === LIBRARY) {
    const moment = ['--start', String(startMoment()), '--seconds', String(seconds)];
    return startNode([program('pool-search'), '--kernel', 'auto', '--threads', '2', ...moment]);
  }
  const search = ['--header', BLOCK.header, '--target', IMPOSSIBLE, '--threads', '2'];
  return startNode([cli ?? '', ...search, '--timeout', String(seconds), '--quiet'], { exitCode: 124 });
}

/**
 * The kernel keeps the peak; it is read until the process has gone, and so misses at most the last 10 ms.
 * @param {ReturnType<typeof startNode>} child
 */
async function peakOf({ pid, output }) {
  let isRunning = true;
  const ended = output.finally(() => {
    isRunning = false;
  });
  ended.catch(() => {});
  let peak = 0;
  while (isRunning) {
    peak = Math.max(peak, readPeak(pid));
    await sleep(10);
  }
  await ended;
  return peak;
}

/**
 * @param {number | undefined} pid
 * @returns 0 when the process is a zombie or gone
 */
function readPeak(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return (Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
