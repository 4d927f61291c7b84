import { readFileSync } from 'node:fs';

/** @typedef {{ height: number, header: string, nonce: number, target: string }} Block */

/** @type {Block[]} */
const vectors = JSON.parse(readFileSync(new URL('../../test/vectors/headers.json', import.meta.url), 'utf8'));
const vector = vectors.find(({ height }) => height === 277316);
if (vector === undefined) throw new Error('Block 277316 is missing in test/vectors/headers.json');

/** The header hex of main net's block 277316, the nonce that solves it and the target that it had to meet. */
export const BLOCK = vector;
/** The first 76 bytes, as serialised. */
export const HEADER = new Uint8Array(Buffer.from(vector.header, 'hex').subarray(0, 76));
/** The whole version field. */
export const VERSION = new DataView(HEADER.buffer).getUint32(0, true);
/** 32 bytes, big-endian. */
export const TARGET = new Uint8Array(Buffer.from(vector.target, 'hex'));
/** The hardest target there is: no header meets it, so a search goes on until it is stopped. */
export const IMPOSSIBLE = '1'.padStart(64, '0');

/** Where a proof looks for the nonce; no multiple of any kernel's step, and small enough for the slowest. */
export const WINDOW = { start: vector.nonce - 1234, end: vector.nonce + 1111 };

/**
 * Whole version fields that differ in the bits that BIP 320 leaves to miners. The block's own is among them, and not the
 * first, so that a search that gets versions wrong doesn't find its nonce.
 * @param {number} count 1 gives the block's own alone
 */
export function rolledVersions(count) {
  const own = Math.floor(count / 3);
  return Uint32Array.from({ length: count }, (_, index) => VERSION ^ ((index ^ own) << 13));
}

/**
 * Proves a way of searching by the window: exactly the known nonce must come out.
 * @param {string} name
 * @param {readonly number[]} found
 */
export function checkFound(name, found) {
  if (found.length !== 1 || found[0] !== BLOCK.nonce) {
    throw new Error(`Expected ${name} to find exactly nonce ${BLOCK.nonce}, got [${found.join(', ')}]`);
  }
}
