/**
 * The kernels and the yardsticks of a folder, in turn in this one process; prints { yardsticks, slices }.
 *
 *     node bench/processes/beside.js --folder <folder> --rounds 31 --slice 100
 */
import { parseArgs } from 'node:util';
import { alternate } from '../support/alternate.js';
import { kernelContestants } from '../support/contestants.js';
import { startStopwatch } from '../support/stopwatch.js';
import { loadYardsticks } from '../support/yardsticks.js';

const text = /** @type {const} */ ({ type: 'string' });
const { values } = parseArgs({ options: { folder: text, rounds: text, slice: text } });
const yardsticks = await loadYardsticks(String(values.folder));
const all = [...(await kernelContestants()), ...yardsticks];

for (const { prove } of all) prove();
const stopwatches = new Map(all.map((contestant) => [contestant.name, startStopwatch(contestant)]));
const slices = await alternate([...stopwatches.keys()], Number(values.rounds), (name) =>
  stopwatches.get(name)?.(Number(values.slice)),
);
for (const { prove } of all) prove();

const frozen = yardsticks.map(({ name, sha256 }) => ({ name, sha256 }));
console.log(JSON.stringify({ yardsticks: frozen, slices }));
