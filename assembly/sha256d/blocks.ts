import { HEADER, MAX_VERSIONS, VERSIONS } from '../interface';
import { compress } from '../sha256/compress';
import { H } from '../sha256/constants';

// The message blocks of SHA256d over a header (FIPS 180-4, 5.1.1): the header's first 64 bytes, the rest of it, and the
// first hash. Those that hold what the nonce decides have zeros there.

/** The hash values after the first block, one for each version. */
const MIDSTATES: usize = memory.data(32 * (MAX_VERSIONS as i32), 16);

/** The second block: words 0–2 of the header, the nonce as word 3, padding. */
export const HEADER_BLOCK: usize = memory.data(64, 16);

/** The third block: the first hash as words 0–7, padding. */
export const HASH_BLOCK: usize = memory.data(64, 16);

/** Room for a message schedule. */
export const W: usize = memory.data(4 * 64, 16);

/** The hash value after the first block with VERSIONS[version]. */
export function midstate(version: u32): usize {
  return MIDSTATES + 32 * version;
}

/** Reads the header, and as many versions. */
export function readHeader(versions: u32): void {
  for (let i: u32 = 0; i < versions; i++) {
    copyBigEndian(W, HEADER, 16);
    store<u32>(W, bswap(load<u32>(VERSIONS + 4 * i)));
    compress(H, midstate(i), W);
  }

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
