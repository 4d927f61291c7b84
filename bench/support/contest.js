import { alternate } from './alternate.js';
import { contestants } from './contestants.js';
import { startEntrant } from './entrant-process.js';

/** @typedef {import('./node-versions.js').MeasuredNode} MeasuredNode */
/** @typedef {Record<string, import('./stopwatch.js').Slice[]>} Slices by entrant, in the order of the rounds */

/**
 * Measures every contestant on every Node, all of them in turn. Each has a process of its own: in one with the others,
 * createHash lost a third of its rate, and only createHash.
 * @param {readonly MeasuredNode[]} nodes
 * @param {number} rounds
 * @param {number} slice in milliseconds
 * @returns {Promise<Slices[]>} one for each Node
 */
export async function contest(nodes, rounds, slice) {
  const names = (await contestants()).map(({ name }) => name);
  const entrants = new Map();
  for (const [index, node] of nodes.entries()) {
    for (const name of names) entrants.set(key(index, name), await startEntrant(name, node));
  }
  const measured = await alternate([...entrants.keys()], rounds, (entrant) =>
    entrants.get(entrant).measure(slice),
  );
  for (const entrant of entrants.values()) await entrant.end();
  return nodes.map((_, index) =>
    Object.fromEntries(names.map((name) => [name, measured[key(index, name)] ?? []])),
  );
}

/**
 * @param {number} node
 * @param {string} name
 */
function key(node, name) {
  return `${node} ${name}`;
}
