/**
 * How long it takes to verify the chains of a session, and in how much memory. The chains are made by the first run, and kept in
 * build/chains/: a million ticks take some minutes and 310 MB.
 *
 *     node bench/verify-chains.js [--ticks 1000000] [--devices 2] [--threads 0] [--json <file>]
 *
 * `--threads 0` stands for as many as there are cores.
 */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifyChains } from '../dist/clockchain/chain/verify-chains.js';
import { availableThreads } from '../dist/engine/available-threads.js';
import { bareSignatureMicroseconds } from './support/bare-signatures.js';
import { makeChains } from './support/chain-maker.js';
import { readOptions } from './support/options.js';
import { printReport } from './support/report.js';
import { fixed, formatTable } from './support/table.js';

/** All that is not a signature may take so much of what the signatures take. In processor time, which other load changes little. */
const LIMIT = 1.25;

const { ticks, devices, threads, json } = readOptions({ ticks: 1_000_000, devices: 2, threads: 0 });
const used = threads === 0 ? availableThreads() : threads;
const folder = fileURLToPath(new URL('../build/chains/', import.meta.url));
mkdirSync(folder, { recursive: true });
const paths = Array.from({ length: devices }, (_, i) => join(folder, `${ticks}-${devices}-${i}.chain`));
if (!paths.every((path) => existsSync(path))) {
  console.error(`making ${ticks} ticks in ${folder}`);
  makeChains(paths, ticks);
}

const before = process.cpuUsage();
const start = performance.now();
const verdicts = await verifyChains(paths, { threads: used });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const peak = process.resourceUsage().maxRSS * 1024;

const verified = verdicts.reduce((sum, verdict) => sum + verdict.ticks, 0);
const fault = verdicts.find((verdict) => verdict.fault !== undefined)?.fault;
if (fault !== undefined || verified !== ticks) {
  throw new Error(`Expected ${ticks} verified ticks, got ${verified}: ${fault?.message}`);
}
const bare = await bareSignatureMicroseconds(used);
const each = (seconds * 1e6) / ticks;
const cpu = (user + system) / 1e6;
const ratio = (cpu * 1e6) / ticks / bare;
const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
const data = {
  ticks,
  devices,
  threads: used,
  bytes,
  seconds,
  cpuSeconds: cpu,
  bareMicroseconds: bare,
  peakBytes: peak,
};
printReport({
  title: `Verification of ${ticks} ticks in ${devices} chains`,
  how: [
    `threads  ${used} that check ticks by themselves, and the main one that follows the chains`,
    `files    ${fixed(bytes / 1e6, 1)} MB, each tenth tick cites another device's`,
    'proof    all ticks were verified to the last',
  ],
  table: formatTable(
    ['', 'value'],
    [
      ['seconds', fixed(seconds, 2)],
      ['seconds of all cores', fixed(cpu, 2)],
      ['µs a tick', fixed(each, 1)],
      ['µs of all cores a tick', fixed((cpu * 1e6) / ticks, 1)],
      ['µs of one core for a bare Ed25519 signature', fixed(bare, 1)],
      ['ratio of these two', fixed(ratio, 2)],
      ['ticks a second', fixed(ticks / seconds, 0)],
      ['peak resident set, MB', fixed(peak / 1e6, 1)],
    ],
  ),
  expectations: [
    {
      says: `at most ${LIMIT} times the processor time of the signatures`,
      seen: `${fixed(ratio, 2)} times`,
      met: ratio <= LIMIT,
    },
  ],
  data,
  json,
});
