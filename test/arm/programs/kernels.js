// What a kernel finds by itself, without the engine around it.
import { createHash } from 'node:crypto';
import { readKernelFile } from '../../../dist/engine/kernel-files.js';
import { loadKernels } from '../../../dist/engine/kernels.js';
import { createKernel } from '../../../dist/engine/version-by-version.js';
import { answer, readRequest } from './request.js';

/**
 * @typedef {import('../../../dist/engine/kernel-names.js').KernelName} KernelName
 * @typedef {{ header: string, target: string, start: number, end: number, versions: number[] }} WireProblem
 */

/** @type {{ kernel: KernelName, problems: WireProblem[] }} */
const { kernel: name, problems } = await readRequest();
const file = await readKernelFile(name);
const { modules } = await loadKernels(readKernelFile, { first: name });
const kernel = createKernel(name, /** @type {WebAssembly.Module} */ (modules.get(name)));

/** @param {WireProblem} problem @returns solving nonces, each with its version */
function find({ header, target, start, end, versions }) {
  kernel.prepare(Buffer.from(header, 'hex'), Buffer.from(target, 'hex'), Uint32Array.from(versions));
  const found = [];
  for (let nonce = start; nonce <= end; ) {
    const searched = kernel.scan(nonce, end - nonce + 1);
    for (const place of kernel.candidates()) {
      found.push([nonce + Math.floor(place / versions.length), versions[place % versions.length]]);
    }
    nonce += searched;
  }
  return found;
}

answer({ sha256: createHash('sha256').update(file).digest('hex'), found: problems.map(find) });
