// What a kernel finds by itself, without the engine around it.
import { createHash } from 'node:crypto';
import { readKernelFile } from '../../../dist/engine/kernel-files.js';
import { loadKernels } from '../../../dist/engine/kernels.js';
import { createKernel } from '../../../dist/engine/version-by-version.js';
import { answer, readRequest } from './request.js';

/**
 * @typedef {import('../../../dist/engine/kernel-names.js').KernelName} KernelName
 * @typedef {{ header: string, target: string, versions: number[], start: number, end: number }} WireProblem
 */

/** @type {{ kernel: KernelName, problems: WireProblem[] }} */
const { kernel: name, problems } = await readRequest();
const file = await readKernelFile(name);
const loaded = await loadKernels(async () => file, name);
const kernel = createKernel(name, /** @type {WebAssembly.Module} */ (loaded.get(name)));

/** @param {WireProblem} problem @returns pairs of nonce and version, as the kernel gives them */
function find({ header, target, versions, start, end }) {
  kernel.prepare(Buffer.from(header, 'hex'), Buffer.from(target, 'hex'), Uint32Array.from(versions));
  const found = [];
  for (let nonce = start; nonce <= end; ) {
    const first = nonce;
    nonce += kernel.scan(first, end - first + 1);
    for (const place of kernel.candidates()) {
      found.push([first + Math.floor(place / versions.length), versions[place % versions.length]]);
    }
  }
  return found;
}

answer({ sha256: createHash('sha256').update(file).digest('hex'), found: problems.map(find) });
