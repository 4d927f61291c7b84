/** The two blocks that depend on the nonce, each compressed once a nonce. */
export const enum Block {
  /** The header's last 16 bytes, padded. */
  Header,
  /** The first hash, padded. */
  Hash,
}

const SIZE: usize = 4 * (64 + 64 + 8);
const TABLES: usize = memory.data(4 * (64 + 64 + 8) * 2, 16);

/** Addresses of what `prepare` works out for each block, in u32: K[t] plus what is fixed of the round's other addends. @inline */
export function addends(block: Block): usize {
  return TABLES + block * SIZE;
}

/** The part of W[t] that is fixed. @inline */
export function fixedParts(block: Block): usize {
  return TABLES + block * SIZE + 4 * 64;
}

/** The state after the first varying word's round, were that word zero. @inline */
export function start(block: Block): usize {
  return TABLES + block * SIZE + 4 * 128;
}

/** Whether W[t] depends on the nonce. @inline */
export function varies(block: Block, t: usize): bool {
  // The nonce is W[3] of the header's block; the hash is W[0] … W[7] of the next.
  return (((block == Block.Header ? 0xfffffffffffc0008 : 0xffffffffffff00ff) as u64) >> (t as u64)) & 1 ? true : false;
}

/** Whether W[t] is fixed, but not zero: what else there is, is padding. @inline */
export function isFixed(block: Block, t: usize): bool {
  return (((block == Block.Header ? 0x38017 : 0x8100) as u64) >> (t as u64)) & 1 ? true : false;
}
/** The first round whose word varies. @inline */
export function firstRound(block: Block): usize {
  return block == Block.Header ? 3 : 0;
}
/** @inline */
export function lastRound(block: Block): usize {
  return block == Block.Header ? 63 : 60;
}
