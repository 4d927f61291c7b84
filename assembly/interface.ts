// The memory that kernel and host share.

/** The header up to its nonce, as serialised: 76 bytes, written by the host. */
export const HEADER: usize = memory.data(76, 16);

/** The target, written by the host: 32 bytes, big-endian. */
export const TARGET: usize = memory.data(32, 16);

/** How many candidates there is room for. */
export const CAPACITY: u32 = 1280;

/** The nonces found by the last scan: u32, ascending. */
export const CANDIDATES: usize = memory.data(4 * CAPACITY, 16);
