/**
 * Whole processes, from start to exit: Node alone, the command's shortest run, a short search by the command and by the
 * library.
 *
 *     node bench/cold-start.js [--rounds 31] [--json <file>]
 */

import { median, medianInterval } from '../dist/hashrate/benchmark/statistics.js';
import { alternate, ratios } from './support/alternate.js';
import { BLOCK } from './support/block.js';
import { NO_COMMAND_LINE, provenCommandLine } from './support/command-line.js';
import { readOptions } from './support/options.js';
import { program, startNode } from './support/processes.js';
import { printReport } from './support/report.js';
import { fixed, formatInterval, formatTable } from './support/table.js';

const HASHES = 268_000;
const NODE = 'node -e 0';
const VERSION = 'mine-wasm --version';
const COMMAND = `mine-wasm, ${HASHES.toLocaleString('en')} hashes`;
const LIBRARY = `library, ${HASHES.toLocaleString('en')} hashes`;

const { rounds, json } = readOptions({ rounds: 31 });
const cli = await provenCommandLine();
const commands = new Map([
  [NODE, ['-e', '0']],
  ...(cli === undefined
    ? []
    : /** @type {[string, string[]][]} */ ([
        [VERSION, [cli, '--version']],
        [COMMAND, [cli, ...searchFlags()]],
      ])),
  [LIBRARY, [program('exhaust'), '--hashes', String(HASHES)]],
]);

// Once without timing, so that the files are in the page cache.
for (const name of commands.keys()) await time(name);
const byName = await alternate([...commands.keys()], rounds, time);

const rows = Object.entries(byName).map(([name, times]) => {
  const against = ratios(times, byName[NODE] ?? []);
  return { name, times, ratio: median(against), interval: medianInterval(against) };
});
const version = rows.find(({ name }) => name === VERSION);
printReport({
  title: `Cold start: whole processes, milliseconds, ${rounds} rounds`,
  how: [
    'threads  not kept on cores',
    `proof    the command printed its version; each search exhausted exactly ${HASHES} nonces`,
  ],
  table: formatTable(
    ['', 'min', 'median', 'max', `× ${NODE}`, 'interval'],
    [
      ...rows.map(({ name, times, ratio, interval }) => [
        name,
        fixed(Math.min(...times), 1),
        fixed(median(times), 1),
        fixed(Math.max(...times), 1),
        fixed(ratio),
        formatInterval(interval),
      ]),
      ...(version === undefined ? [[VERSION, NO_COMMAND_LINE]] : []),
    ],
  ),
  expectations:
    version === undefined
      ? []
      : [
          { says: `${VERSION} < 1.5 × ${NODE}`, seen: fixed(version.ratio), met: version.ratio < 1.5 },
          ...rows
            .filter(({ name }) => name === COMMAND)
            .map(({ ratio }) => ({
              says: `${COMMAND} ≤ 2.5 × ${NODE}`,
              seen: fixed(ratio),
              met: ratio <= 2.5,
            })),
        ],
  data: rows,
  json,
});

/** @param {string} name */
async function time(name) {
  const began = performance.now();
  // The command says by its exit code that nothing was found.
  const stdout = await startNode(commands.get(name) ?? [], { exitCode: name === COMMAND ? 1 : 0 }).output;
  const took = performance.now() - began;
  if (name === COMMAND) expectExhausted(stdout);
  return took;
}

/** An interval of so many nonces that ends just before the block's own. */
function searchFlags() {
  const { header, target, nonce } = BLOCK;
  const nonces = ['--nonce-start', String(nonce - HASHES), '--nonce-end', String(nonce - 1)];
  return ['--header', header, '--target', target, ...nonces, '--json'];
}

/** @param {string} stdout */
function expectExhausted(stdout) {
  const { type, hashes } = JSON.parse(stdout);
  if (type !== 'exhausted' || hashes !== HASHES) {
    throw new Error(`Expected the command to exhaust ${HASHES} nonces, got ${stdout}`);
  }
}
