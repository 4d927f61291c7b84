/**
 * The kernels' benchmark on several versions of Node, which npm installs into node_modules/.cache: all of them in turn, so
 * that Nodes can be compared too. With --against, one Node after the other, each beside the kernels of a folder.
 *
 *     node bench/nodes.js [--nodes 20,24,26] [--rounds 31] [--slice <ms>] [--against <folder>] [--results <folder>]
 *
 * Raw values are kept in bench/results/, a file for each Node, or in the folder of --results. With --against nothing is
 * kept unless that names a folder.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measureBeside } from './support/beside.js';
import { compare, SIMD } from './support/comparisons.js';
import { contest } from './support/contest.js';
import { calmLine, PROOF } from './support/contest-report.js';
import { BASE } from './support/contestants.js';
import { pinSelf } from './support/cores.js';
import { FLAGS } from './support/entrant-process.js';
import { describeMachine, machineLines } from './support/machine.js';
import { betweenNodes, ratesByNode, ratiosByNode } from './support/node-tables.js';
import { installNode } from './support/node-versions.js';
import { readOptions } from './support/options.js';
import { keepReport } from './support/report.js';
import { RESULTS, resultFile } from './support/results.js';
import { rawValues } from './support/standings.js';

/** @typedef {import('./support/node-tables.js').OnNode} OnNode */

const pinned = pinSelf();
const defaults = { nodes: '20,24,26', rounds: 31, slice: 100, against: '', results: '' };
const { nodes: majors, rounds, slice, against, results } = readOptions(defaults);
const nodes = majors.split(',').map(installNode);
const size = `one thread, MH per second of CPU time, ${rounds} rounds of ${slice} ms each`;
if (against === '') await besidePeers();
else await besideYardsticks();

async function besidePeers() {
  const measured = await contest(nodes, rounds, slice);
  const onNodes = measured.map((slices, index) => onNode(index, slices, compare(slices)));
  const tables = [ratesByNode(onNodes, BASE, '× createHash'), ratiosByNode(onNodes), betweenNodes(onNodes)];
  print(`Kernels on ${nodes.length} Nodes in turn: ${size}`, onNodes, tables, [FLAGS]);
}

async function besideYardsticks() {
  /** @type {OnNode[]} */
  const onNodes = [];
  let yardsticks = '';
  for (const [index, node] of nodes.entries()) {
    const beside = await measureBeside(node, { folder: against, rounds, slice });
    yardsticks = beside.yardsticks;
    onNodes.push(onNode(index, beside.slices, compare(beside.slices, beside.comparisons)));
  }
  const tables = [ratesByNode(onNodes, SIMD, '× simd'), ratiosByNode(onNodes)];
  print(`Kernels beside yardsticks, one process for each Node: ${size}`, onNodes, tables, [yardsticks]);
}

/**
 * @param {number} index
 * @param {import('./support/contest.js').Slices} slices
 * @param {ReturnType<typeof compare>} compared
 * @returns {OnNode}
 */
function onNode(index, slices, compared) {
  return { machine: describeMachine(nodes[index]?.versions), slices, compared };
}

/**
 * @param {string} title
 * @param {readonly OnNode[]} onNodes
 * @param {readonly string[]} tables
 * @param {readonly string[]} more conditions
 */
function print(title, onNodes, tables, more = []) {
  const machines = onNodes.map(({ machine }) => machine);
  const how = [...more, `thread   ${pinned}`];
  const calm = calmLine(...onNodes.map(({ slices }) => slices));
  console.log([title, ...machineLines(machines[0], machines), ...how, calm, PROOF].join('\n'));
  for (const table of tables) console.log(`\n${table}`);
  if (against !== '' && results === '') return;
  const folder = results === '' ? RESULTS : pathToFileURL(`${resolve(results)}/`);
  for (const { machine, slices } of onNodes) {
    const file = resultFile(machine, folder);
    keepReport(file, { title, machine, how: [...how, calmLine(slices), PROOF], data: rawValues(slices) });
  }
}
