import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNode } from './processes.js';
import { inTemporaryFolder } from './temporary-folder.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ASC = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
/** The id of the section with the functions' bodies, by WebAssembly's binary format. */
const CODE = 10;

/**
 * Builds a kernel once more, with its functions' names, which the kernels that ship do without.
 * @param {string} name
 * @returns {Promise<Uint8Array<ArrayBuffer>>} the kernel that ships instead, where names make asc write other code
 */
export async function namedKernel(name) {
  const shipped = new Uint8Array(readFileSync(join(ROOT, 'build', `${name}.wasm`)));
  const named = await inTemporaryFolder(async (folder) => {
    const file = join(folder, `${name}.wasm`);
    const source = ['--baseDir', ROOT, join('assembly', `${name}.ts`), '--target', name];
    await startNode([ASC, ...source, '--debug', '--outFile', relative(ROOT, file)]).output;
    return new Uint8Array(readFileSync(file));
  });
  return Buffer.compare(codeSection(named), codeSection(shipped)) === 0 ? named : shipped;
}

/**
 * @param {Uint8Array} module
 * @returns its functions' bodies; nothing for a module without functions
 */
export function codeSection(module) {
  for (let at = 8; at < module.length; ) {
    const id = module[at++];
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = module[at++] ?? 0;
      size |= (byte & 0x7f) << shift;
      more = byte >= 0x80;
    }
    if (id === CODE) return module.subarray(at, at + size);
    at += size;
  }
  return new Uint8Array();
}
