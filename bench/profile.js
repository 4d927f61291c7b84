/**
 * The machine code that V8 makes of a kernel: how many instructions, of which kind, and how many of them wait on the stack
 * frame for want of registers. Nothing is measured; docs/profiling.md says what else there is.
 *
 *     node bench/profile.js [--kernel simd] [--node <path>] [--flags <V8's>] [--asm <function>] [--json <file>]
 *
 * `--asm` prints the listing of a function, named as in the table or by its index, instead of the tables.
 */
import binaryen from 'assemblyscript/binaryen';
import { KERNEL_NAMES } from '../dist/engine/kernel-names.js';
import { describeMachine } from './support/machine.js';
import { machineCode } from './support/machine-code.js';
import { namedKernel } from './support/named-kernel.js';
import { nodeAt } from './support/node-versions.js';
import { readOptions } from './support/options.js';
import { functionTable, loopTable, profileFunctions } from './support/profile-tables.js';
import { printReport } from './support/report.js';
import { countOperations } from './support/wasm-operations.js';

/** How many hashes an item of the batch is, for kernels whose phases go through each item once. */
const HASHES = new Map([
  ['simd', 4],
  ['scalar', 1],
]);

const options = readOptions({ kernel: 'simd', node: process.execPath, flags: '', asm: '' });
const kernel = knownKernel(options.kernel);
const node = nodeAt(options.node);
const module = await namedKernel(kernel);
const listings = await machineCode(module, node, options.flags.split(' ').filter(Boolean));
const operations = countOperations(binaryen.readBinary(module).emitText());
const functions = profileFunctions(operations, listings, node.arch);
if (options.asm === '') printTables();
else printListing(options.asm);

/** @param {string} name */
function knownKernel(name) {
  const known = KERNEL_NAMES.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  throw new RangeError(`Expected --kernel to be one of ${KERNEL_NAMES.join(', ')}, got ${name}`);
}

function printTables() {
  printReport({
    title: `Machine code: the ${kernel} kernel as TurboFan compiles it for ${node.arch}`,
    machine: describeMachine(node.versions),
    how: [
      'frame    loads and stores of the stack frame, for values that found no register; counted in the other columns too',
    ],
    table: [functionTable(functions), loopTable(functions, HASHES.get(kernel))].join('\n\n'),
    data: functions,
    json: options.json,
  });
}

/** @param {string} wanted */
function printListing(wanted) {
  const index = functions.findIndex(({ name }, at) => name === wanted || String(at) === wanted);
  const listing = listings.find((candidate) => candidate.index === index);
  if (listing === undefined) {
    const names = functions.map(({ name }) => name).join(', ');
    throw new RangeError(`Expected --asm to be one of ${names}, or an index; got ${wanted}`);
  }
  const lines = listing.instructions.map(({ offset, text }) => `${offset.toString(16).padStart(5)}  ${text}`);
  console.log(lines.join('\n'));
}
