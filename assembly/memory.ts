/** The header without its nonce, as serialised: 76 bytes. */
export const HEADER: usize = memory.data(76, 16);

/** The target: 32 bytes, big-endian. */
export const TARGET: usize = memory.data(32, 16);

/** The hash value after the header's first 64 bytes. */
export const MIDSTATE: usize = memory.data(32, 16);

/** What the last `scan` found: u32 nonces, ascending. */
export const CANDIDATES: usize = memory.data(4 * 1280, 16);
export const TARGET_TOP: usize = memory.data(4, 16);
export const QUADS: usize = 32;
export const BATCH: usize = memory.data(24 * 16 * 32, 64);
/** @inline */
export function ITEM<T>(): usize { return 24 * sizeof<T>(); }
/** @inline */
export function END<T>(): usize { return BATCH + 24 * 32 * sizeof<T>(); }
export const HEADER_WORDS: usize = memory.data(256, 16);
export const HASH_WORDS: usize = memory.data(256, 16);
export const SCRATCH: usize = memory.data(256, 16);
export const DIGEST: usize = memory.data(32, 16);
