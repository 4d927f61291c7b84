import { WasmKernel } from '../../dist/engine/kernel.js';
import { readKernelFile } from '../../dist/engine/kernel-files.js';
import { loadKernels } from '../../dist/engine/kernels.js';
import { HEADER, rolledVersions, TARGET, VERSION } from './block.js';

/** @typedef {import('../../dist/engine/kernel.js').Kernel} Kernel */

/** How many version-rolled headers a kernel is measured with, where it isn't one. @type {Record<string, number>} */
const VERSIONS = { rolling: 16 };

/** Every kernel that is usable here, with nothing of the engine around it. */
export async function bareKernels() {
  const { modules } = await loadKernels(readKernelFile);
  return [...modules].map(([name, module]) => new BareKernel(new WasmKernel(name, module)));
}

/** A kernel and the headers it is measured with: all that the benchmarks know of how a kernel is called. */
class BareKernel {
  #kernel;
  #versions;

  /** @param {Kernel} kernel */
  constructor(kernel) {
    this.#kernel = kernel;
    this.#versions = rolledVersions(VERSIONS[kernel.name] ?? 1);
  }

  get name() {
    return this.#kernel.name;
  }

  /** How many headers are hashed with each nonce. */
  get hashesPerNonce() {
    return this.#versions.length;
  }

  /** Nonces hashed together. */
  get step() {
    return this.#kernel.step;
  }

  prepare(target = TARGET) {
    this.#kernel.prepare(HEADER, target, this.#versions);
  }

  /**
   * @param {number} nonce
   * @param {number} count
   * @returns how many nonces were searched
   */
  scan(nonce, count) {
    return this.#kernel.scan(nonce, count);
  }

  /**
   * Searches all of `count` nonces.
   * @param {number} nonce
   * @param {number} count
   * @returns the nonces that solve the block
   */
  search(nonce, count) {
    /** @type {number[]} */
    const found = [];
    for (let searched = 0; searched < count; ) {
      const first = nonce + searched;
      searched += this.#kernel.scan(first, count - searched);
      if (this.#kernel.candidateCount === 0) continue;
      for (const place of this.#kernel.candidates()) {
        const isOwn = this.#versions[place % this.#versions.length] === VERSION;
        // No block's nonce, so that another version's candidate fails the proof.
        found.push(isOwn ? first + Math.floor(place / this.#versions.length) : Number.NaN);
      }
    }
    return found;
  }
}
