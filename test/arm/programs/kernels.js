// What a kernel finds by itself, without the engine around it.
import { createHash } from 'node:crypto';
import { WasmKernel } from '../../../dist/engine/kernel.js';
import { readKernelFile } from '../../../dist/engine/kernel-files.js';
import { loadKernels } from '../../../dist/engine/kernels.js';
import { answer, readRequest } from './request.js';

/**
 * @typedef {import('../../../dist/engine/kernel-names.js').KernelName} KernelName
 * @typedef {{ header: string, target: string, start: number, end: number }} WireProblem
 */

/** @type {{ kernel: KernelName, problems: WireProblem[] }} */
const { kernel: name, problems } = await readRequest();
const file = await readKernelFile(name);
const { modules } = await loadKernels(async () => file, [name]);
const kernel = new WasmKernel(name, /** @type {WebAssembly.Module} */ (modules.get(name)));

/** @param {WireProblem} problem */
function find({ header, target, start, end }) {
  kernel.prepare(Buffer.from(header, 'hex'), Buffer.from(target, 'hex'));
  const found = [];
  for (let nonce = start; nonce <= end; ) {
    nonce += kernel.scan(nonce, end - nonce + 1);
    found.push(...kernel.candidates());
  }
  return found;
}

answer({ sha256: createHash('sha256').update(file).digest('hex'), found: problems.map(find) });
