import crypto from 'node:crypto';
import { digest } from '@chainsafe/as-sha256';
import { sha256 } from '@noble/hashes/sha2.js';
import { createSHA256 } from 'hash-wasm';
import { checkFound, HEADER, TARGET, WINDOW } from './block.js';
import { searchWith } from './hash-search.js';
import { bareKernels } from './kernel-search.js';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} step its batches are multiples of it
 * @property {number} hashesPerNonce
 * @property {(nonce: number, count: number) => unknown} search searches `count` nonces from `nonce` on
 * @property {() => void} prove throws unless exactly the known nonce comes out
 */

/** What all others are compared with: the way that every Node programmer has at hand. */
export const BASE = 'node:crypto createHash';

/** The kernels, and what else JavaScript has for the same work: 80-byte headers, the nonce rising, double SHA-256. */
export async function contestants() {
  return [...(await kernelContestants()), ...(await peerContestants())];
}

/**
 * @param {string} kernel
 * @returns its name as a contestant
 */
export function contestantName(kernel) {
  return `${kernel} kernel`;
}

/** @returns {Promise<Contestant[]>} */
export async function kernelContestants() {
  return (await bareKernels()).map((kernel) => {
    kernel.prepare();
    const { step, hashesPerNonce } = kernel;
    return contestant(contestantName(kernel.name), step, hashesPerNonce, kernel.search.bind(kernel));
  });
}

async function peerContestants() {
  return Object.entries(await doubleHashes()).map(([name, doubleHash]) =>
    contestant(name, 1, 1, searchWith(doubleHash, HEADER, TARGET)),
  );
}

/**
 * @param {string} name
 * @param {number} step
 * @param {number} hashesPerNonce
 * @param {(nonce: number, count: number) => number[]} search gives the solutions
 * @returns {Contestant}
 */
function contestant(name, step, hashesPerNonce, search) {
  const prove = () => checkFound(name, search(WINDOW.start, WINDOW.end - WINDOW.start + 1));
  return { name, step, hashesPerNonce, search, prove };
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
