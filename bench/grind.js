/**
 * What calibrating a signet costs: `mine-wasm grind` as a whole process, on so many different headers of which each is
 * expected to take 268,000 hashes, beside a bare Node.
 *
 *     node bench/grind.js [--rounds 50] [--json <file>]
 */
import { createHash } from 'node:crypto';
import { median } from '../dist/hashrate/benchmark/statistics.js';
import { alternate } from './support/alternate.js';
import { provenCommandLine } from './support/command-line.js';
import { readOptions } from './support/options.js';
import { startNode } from './support/processes.js';
import { printReport } from './support/report.js';
import { fixed, formatTable } from './support/table.js';

/** 1e3ea75f: 65,536 × 256 / 62.65 hashes on average. */
const BITS = '5fa73e1e';
const NODE = 'node -e 0';
const GRIND = 'mine-wasm grind, 268,000 hashes expected';

const { rounds, json } = readOptions({ rounds: 50 });
const cli = await provenCommandLine();
if (cli === undefined) throw new Error('Expected the command to be built, got none: npm run build');

const byName = await alternate([NODE, GRIND], rounds, async (name, round) => {
  const began = performance.now();
  if (name === NODE) await startNode(['-e', '0']).output;
  else expectSolved(await startNode([cli, 'grind', headerOf(round)]).output);
  return performance.now() - began;
});

const rows = Object.entries(byName).map(([name, times]) => ({ name, times, mean: mean(times) }));
const base = rows.find(({ name }) => name === NODE)?.mean ?? Number.NaN;
printReport({
  title: `Grind: whole processes, milliseconds, ${rounds} headers`,
  how: ['threads  not kept on cores', 'proof    each header came back solved, by node:crypto'],
  table: formatTable(
    ['', 'min', 'median', 'mean', 'max', `mean × ${NODE}`],
    rows.map(({ name, times, mean: average }) => [
      name,
      fixed(Math.min(...times), 1),
      fixed(median(times), 1),
      fixed(average, 1),
      fixed(Math.max(...times), 1),
      fixed(average / base),
    ]),
  ),
  expectations: [],
  data: rows,
  json,
});

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The same headers in each run, so that luck is the same.
 * @param {number} number
 */
function headerOf(number) {
  const root = createHash('sha256').update(`header ${number}`).digest('hex');
  return `00000020${'00'.repeat(32)}${root}2a00006a${BITS}00000000`;
}

/** @param {string} stdout */
function expectSolved(stdout) {
  const sha256 = (/** @type {Buffer} */ bytes) => createHash('sha256').update(bytes).digest();
  const hash = sha256(sha256(Buffer.from(stdout.trim(), 'hex')))
    .reverse()
    .toString('hex');
  const target = (BigInt(0x3ea75f) << BigInt(8 * (0x1e - 3))).toString(16).padStart(64, '0');
  if (!(hash <= target)) throw new Error(`Expected a hash of at most ${target}, got ${hash}`);
}
