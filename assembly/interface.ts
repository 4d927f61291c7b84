// The memory that kernel and host share.

/** The header up to its nonce, as serialised: 76 bytes, written by the host. */
export const HEADER: usize = memory.data(76, 16);

/** The target, written by the host: 32 bytes, big-endian. */
export const TARGET: usize = memory.data(32, 16);

/** How many versions are rolled through at most. */
export const MAX_VERSIONS: u32 = 16;

/** The versions that the header is searched with, instead of its own: u32, written by the host of the rolling kernel. */
export const VERSIONS: usize = memory.data(4 * (MAX_VERSIONS as i32), 16);

/** How many candidates there is room for. */
export const CAPACITY: u32 = 1280;

/**
 * Where the last scan found candidates: u32, ascending. A scan's places are its nonces in order, and for each nonce its
 * versions in order: place = (nonce - first nonce) * versions + index of the version.
 */
export const CANDIDATES: usize = memory.data(4 * CAPACITY, 16);
