import { countInstructions } from './instruction-counts.js';
import { innermostLoops } from './loops.js';
import { fixed, formatTable } from './table.js';

/** @typedef {import('./instruction-counts.js').Counts} Counts */
/**
 * @typedef {object} ProfiledFunction
 * @property {string} name
 * @property {{ vector: number, other: number }} operations of its WASM
 * @property {number} bytes of machine code
 * @property {Counts} counts
 * @property {Counts[]} loops its innermost ones
 */

/** Loops as long as this are the kernels' phases; the next longest, one round of SHA-256, has 130 instructions at most. */
const LONG = 200;

const COUNTS = ['instructions', 'vector', 'shifts', 'memory', 'other', 'frame loads', 'frame stores'];
const NOT_KNOWN = {
  vector: Number.NaN,
  shift: Number.NaN,
  memory: Number.NaN,
  other: Number.NaN,
  frameLoads: Number.NaN,
  frameStores: Number.NaN,
};

/**
 * Puts together what WASM and machine code have of each function.
 * @param {readonly import('./wasm-operations.js').WasmFunction[]} operations
 * @param {readonly import('./listing.js').Listing[]} listings
 * @param {string} architecture
 * @returns {ProfiledFunction[]}
 */
export function profileFunctions(operations, listings, architecture) {
  return operations.map(({ name, vector, other }, index) => {
    const listing = listings.find((candidate) => candidate.index === index);
    if (listing === undefined) throw new Error(`Expected machine code of function ${index}, got none`);
    return {
      name: shortName(name),
      operations: { vector, other },
      bytes: listing.bytes,
      counts: countInstructions(listing.instructions, architecture),
      loops: innermostLoops(listing.instructions).map((loop) => countInstructions(loop, architecture)),
    };
  });
}

/**
 * asc names a function by its file: `assembly/sha256d/first-hash/endFirstHash<v128>`.
 * @param {string} name
 */
function shortName(name) {
  return name.replace(/^.*\//, '');
}

/** @param {readonly ProfiledFunction[]} functions */
export function functionTable(functions) {
  return formatTable(
    ['function', 'WASM: vector', 'other', 'bytes', ...COUNTS],
    functions.map(({ name, operations: { vector, other }, bytes, counts }) => [
      name,
      ...[vector, other, bytes].map(String),
      ...cells(listCounts(counts)),
    ]),
  );
}

/**
 * @param {readonly ProfiledFunction[]} functions
 * @param {number} [hashes] that one pass through each of the loops makes, if that is so
 */
export function loopTable(functions, hashes) {
  const rows = functions.flatMap(({ name, loops }) =>
    loops
      .filter(({ instructions }) => instructions >= LONG)
      .map((loop) => ({ name, counts: listCounts(loop) })),
  );
  const sums = COUNTS.map((_, column) =>
    rows.reduce((sum, { counts }) => sum + (counts[column] ?? Number.NaN), 0),
  );
  return formatTable(
    ['one pass through the loop of', ...COUNTS],
    [
      ...rows.map(({ name, counts }) => [name, ...cells(counts)]),
      ...(hashes === undefined
        ? []
        : [
            ['all', ...cells(sums)],
            ['a hash', ...cells(sums.map((sum) => sum / hashes))],
          ]),
    ],
  );
}

/**
 * @param {Counts} counts
 * @returns as many as COUNTS, NaN where the kinds are not known
 */
function listCounts({ instructions, kinds }) {
  const { vector, shift, memory, other, frameLoads, frameStores } = kinds ?? NOT_KNOWN;
  return [instructions, vector, shift, memory, other, frameLoads, frameStores];
}

/** @param {readonly number[]} numbers */
function cells(numbers) {
  return numbers.map((number) =>
    Number.isNaN(number) ? '–' : fixed(number, Number.isInteger(number) ? 0 : 1),
  );
}
