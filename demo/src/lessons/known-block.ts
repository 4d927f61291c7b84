import { Header } from '../engine.js';

/** Block 277316 of Bitcoin, as `getblockheader` prints it. */
export const BLOCK_277316 = Header.from(
  '0200000069054f28012b4474caa9e821102655cc74037c415ad2bba702000000000000002ecfc74ceb512c5055bcff7e' +
    '57735f7323c32f8bbb48f5e96307e5268c001cc93a09be520ca3031988261c37',
);

/** Its hash as the chain has it: not worked out here, so that what is found can be compared with it. */
export const HASH_277316 = '0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4';

const NONCES = 2 ** 32;

/** So many nonces around the block's own, or all of them. @param size a power of two up to 2^32 */
export function windowAround(nonce: number, size: number): { start: number; end: number } {
  const start = Math.min(Math.max(0, nonce - Math.floor(size / 2)), NONCES - size);
  return { start, end: start + size - 1 };
}
