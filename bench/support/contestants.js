import * as crypto from 'node:crypto';
import { digest } from '@chainsafe/as-sha256';
import { sha256 } from '@noble/hashes/sha2.js';
import { createSHA256 } from 'hash-wasm';
import { HEADER, TARGET } from './block.js';
import { searchWith } from './hash-search.js';
import { bareKernels, searchAll } from './kernel-search.js';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} step its batches are multiples of it
 * @property {(nonce: number, count: number) => number[]} search the solutions among `count` nonces from `nonce` on
 */

/** What all others are compared with: the way that every Node programmer has at hand. */
export const BASE = 'node:crypto createHash';

/** The kernels, and what else JavaScript has for the same work: 80-byte headers, the nonce rising, double SHA-256. */
export async function contestants() {
  const kernels = (await bareKernels()).map((kernel) => {
    kernel.prepare(HEADER, TARGET);
    return {
      name: `${kernel.name} kernel`,
      step: kernel.step,
      search: (/** @type {number} */ nonce, /** @type {number} */ count) => searchAll(kernel, nonce, count),
    };
  });
  const others = Object.entries(await doubleHashes()).map(([name, doubleHash]) => ({
    name,
    step: 1,
    search: searchWith(doubleHash, HEADER, TARGET),
  }));
  return [...kernels, ...others];
}

/** Each as its documentation shows it, hash objects and their output buffers included; all take whole messages. */
async function doubleHashes() {
  const hasher = await createSHA256();
  /** @type {Record<string, (header: Uint8Array) => Uint8Array>} */
  const hashes = {
    [BASE]: (header) =>
      crypto.createHash('sha256').update(crypto.createHash('sha256').update(header).digest()).digest(),
    '@noble/hashes': (header) => sha256(sha256(header)),
    'hash-wasm': (header) => {
      const first = hasher.init().update(header).digest('binary');
      return hasher.init().update(first).digest('binary');
    },
    '@chainsafe/as-sha256': (header) => digest(digest(header)),
  };
  // Node 20.12 and 21.7 brought it.
  if (typeof crypto.hash === 'function') {
    hashes['node:crypto hash'] = (header) =>
      crypto.hash('sha256', crypto.hash('sha256', header, 'buffer'), 'buffer');
  }
  return hashes;
}
