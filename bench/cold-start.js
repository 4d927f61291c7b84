/**
 * Whole processes, from start to exit: Node alone, the command's shortest run, a short search by the library.
 *
 *     node bench/cold-start.js [--rounds 31] [--json <file>]
 */
import { alternate, ratios } from './support/alternate.js';
import { NO_COMMAND_LINE, provenCommandLine } from './support/command-line.js';
import { readOptions } from './support/options.js';
import { program, startNode } from './support/processes.js';
import { printReport } from './support/report.js';
import { median, medianInterval } from './support/statistics.js';
import { fixed, formatInterval, formatTable } from './support/table.js';

const HASHES = 268_000;
const NODE = 'node -e 0';
const VERSION = 'mine-wasm --version';
const SEARCH = `library, ${HASHES.toLocaleString('en')} hashes`;

const { rounds, json } = readOptions({ rounds: 31 });
const cli = await provenCommandLine();
const commands = new Map([
  [NODE, ['-e', '0']],
  ...(cli === undefined ? [] : [/** @type {[string, string[]]} */ ([VERSION, [cli, '--version']])]),
  [SEARCH, [program('exhaust'), '--hashes', String(HASHES)]],
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
      : [{ says: `${VERSION} < 1.5 × ${NODE}`, seen: fixed(version.ratio), met: version.ratio < 1.5 }],
  data: rows,
  json,
});

/** @param {string} name */
async function time(name) {
  const began = performance.now();
  await startNode(commands.get(name) ?? []).output;
  return performance.now() - began;
}
