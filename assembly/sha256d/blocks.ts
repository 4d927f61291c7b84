import { HEADER } from '../interface';
import { compress } from '../sha256/compress';
import { H } from '../sha256/constants';

// The message blocks of SHA256d over a header (FIPS 180-4, 5.1.1): the header's first 64 bytes, the rest of it, and the
// first hash. Those that hold what the nonce decides have zeros there.

/** The hash value after the first block. */
export const MIDSTATE: usize = memory.data(32, 16);

/** The second block: words 0–2 of the header, the nonce as word 3, padding. */
export const HEADER_BLOCK: usize = memory.data(64, 16);

/** The third block: the first hash as words 0–7, padding. */
export const HASH_BLOCK: usize = memory.data(64, 16);

/** Room for a message schedule. */
export const W: usize = memory.data(4 * 64, 16);

/** Reads the header. */
export function readHeader(): void {
  copyBigEndian(W, HEADER, 16);
  compress(H, MIDSTATE, W);

  copyBigEndian(HEADER_BLOCK, HEADER + 64, 3);
  pad(HEADER_BLOCK, 4, 80);
  pad(HASH_BLOCK, 8, 32);
}

/** Pads a message that ends after `words` of its last block. */
function pad(block: usize, words: usize, bytes: u32): void {
  store<u32>(block + 4 * words, 0x80000000);
  store<u32>(block, 8 * bytes, 4 * 15);
}

function copyBigEndian(to: usize, from: usize, words: usize): void {
  for (let i: usize = 0; i < 4 * words; i += 4) store<u32>(to + i, bswap(load<u32>(from + i)));
}
