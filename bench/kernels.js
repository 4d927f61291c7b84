/**
 * Each kernel on one thread, against other SHA-256 implementations doing the same work; or, with --against, beside the
 * kernels of a folder, all in one process.
 *
 *     node bench/kernels.js [--rounds 31] [--slice <ms>] [--against <folder>] [--json <file>] [--save]
 *
 * `--save` keeps the raw values in bench/results/.
 */
import { fileURLToPath } from 'node:url';
import { measureBeside } from './support/beside.js';
import { COMPARISONS, compare, SIMD } from './support/comparisons.js';
import { contest } from './support/contest.js';
import { calmLine, PROOF, rateTable, ratioTable } from './support/contest-report.js';
import { BASE } from './support/contestants.js';
import { pinSelf } from './support/cores.js';
import { FLAGS } from './support/entrant-process.js';
import { describeMachine } from './support/machine.js';
import { OWN_NODE } from './support/node-versions.js';
import { readOptions } from './support/options.js';
import { expectAtLeast, printReport } from './support/report.js';
import { resultFile } from './support/results.js';
import { judgedRounds, rawValues } from './support/standings.js';

const pinned = pinSelf();
const { rounds, slice, against, save, json } = readOptions({
  rounds: 31,
  slice: 100,
  against: '',
  save: false,
});
const size = `${rounds} rounds of ${slice} ms each`;
const kept = save ? fileURLToPath(resultFile(describeMachine())) : json;
if (against === '') await besidePeers();
else await besideYardsticks();

async function besidePeers() {
  const [slices = {}] = await contest([OWN_NODE], rounds, slice);
  const [calm] = compare(slices, COMPARISONS, judgedRounds(slices).calm);
  printReport({
    title: `Kernels: one thread, MH per second of CPU time, ${size}`,
    how: [FLAGS, `thread   ${pinned}`, calmLine(slices), PROOF],
    table: [rateTable(slices, BASE, '× createHash'), ratioTable(compare(slices))].join('\n\n'),
    expectations: calm === undefined ? [] : [expectAtLeast(`simd ≥ 12 × ${BASE}`, calm.perRound, 12)],
    data: rawValues(slices),
    json: kept,
  });
}

async function besideYardsticks() {
  const { yardsticks, slices, comparisons } = await measureBeside(OWN_NODE, {
    folder: against,
    rounds,
    slice,
  });
  printReport({
    title: `Kernels beside yardsticks: one process, MH per second of CPU time, ${size}`,
    how: [yardsticks, `thread   ${pinned}`, calmLine(slices), PROOF],
    table: [rateTable(slices, SIMD, '× simd'), ratioTable(compare(slices, comparisons))].join('\n\n'),
    data: rawValues(slices),
    json: kept,
  });
}
