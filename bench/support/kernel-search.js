import { WasmKernel } from '../../dist/engine/kernel.js';
import { readKernelFile } from '../../dist/engine/kernel-files.js';
import { loadKernels } from '../../dist/engine/kernels.js';

/** @typedef {import('../../dist/engine/kernel.js').Kernel} Kernel */

/** Every kernel that is usable here, with nothing of the engine around it. */
export async function bareKernels() {
  const { modules } = await loadKernels(readKernelFile);
  return [...modules].map(([name, module]) => new WasmKernel(name, module));
}

/**
 * Searches all of `count` nonces with a prepared kernel.
 * @param {Kernel} kernel
 * @param {number} nonce
 * @param {number} count
 */
export function searchAll(kernel, nonce, count) {
  /** @type {number[]} */
  const found = [];
  for (let searched = 0; searched < count; ) {
    searched += kernel.scan(nonce + searched, count - searched);
    if (kernel.candidateCount > 0) found.push(...kernel.candidates());
  }
  return found;
}
