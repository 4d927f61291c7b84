import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseListings } from './listing.js';
import { program, startNode } from './processes.js';
import { inTemporaryFolder } from './temporary-folder.js';

/** TurboFan from the start, all functions at once. The phases come out the same, instruction by instruction, as in use. */
const PRINT = ['--no-liftoff', '--no-wasm-lazy-compilation', '--print-wasm-code'];

/**
 * Lets a Node compile a module and print the machine code.
 * @param {Uint8Array} module
 * @param {import('./node-versions.js').MeasuredNode} node
 * @param {readonly string[]} [flags] more of them for Node
 * @throws Error when that Node prints none
 */
export async function machineCode(module, { execPath, versions }, flags = []) {
  try {
    const printed = await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'kernel.wasm');
      writeFileSync(file, module);
      return startNode([...PRINT, ...flags, program('compile'), file], { execPath }).output;
    });
    const listings = parseListings(printed).filter(({ compiler }) => compiler === 'TurboFan');
    if (listings.length === 0) throw new Error('It printed none');
    return listings;
  } catch (cause) {
    throw new Error(
      `Expected Node ${versions.node} (${execPath}) to print machine code, which takes a V8 with a disassembler: ` +
        "nodejs.org's builds have one, some distributions' have none",
      { cause },
    );
  }
}
