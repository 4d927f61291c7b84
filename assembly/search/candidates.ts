import { CANDIDATES, CAPACITY, TARGET } from '../interface';
import { lanes } from '../lanes';
import { compress } from '../sha256/compress';
import { H } from '../sha256/constants';
import { HASH_BLOCK, HEADER_BLOCK, MIDSTATE, W } from '../sha256d/blocks';

let found: u32 = 0;

export function candidateCount(): u32 {
  return found;
}

export function clearCandidates(): void {
  found = 0;
}

export function hasRoomFor(count: u32): bool {
  return found + count <= CAPACITY;
}

/** Drops candidates from the end on that are not among the `count` nonces from `nonce` on. */
export function dropBeyond(nonce: u32, count: u32): void {
  while (found > 0 && load<u32>(CANDIDATES + 4 * (found - 1)) - nonce >= count) found--;
}

/**
 * Takes those of a T's nonces whose hash is at most the target.
 * @param tops address of the most significant word of each one's hash
 */
export function collect<T>(tops: usize, nonce: u32): void {
  const target = bswap(load<u32>(TARGET));
  for (let i: u32 = 0; i < lanes<T>(); i++) {
    const top = load<u32>(tops + 4 * i);
    if (top < target || (top == target && hashIsAtMostTarget(nonce + i))) {
      store<u32>(CANDIDATES + 4 * found, nonce + i);
      found++;
    }
  }
}

const HASH: usize = memory.data(32, 16);

/** Hashes one nonce again, to compare all of it. */
function hashIsAtMostTarget(nonce: u32): bool {
  memory.copy(W, HEADER_BLOCK, 64);
  store<u32>(W, bswap(nonce), 4 * 3);
  compress(MIDSTATE, HASH, W);

  memory.copy(W, HASH_BLOCK, 64);
  memory.copy(W, HASH, 32);
  compress(H, HASH, W);

  // As a number the hash has its last byte first.
  for (let i: usize = 0; i < 32; i += 4) {
    const word = bswap(load<u32>(HASH + 28 - i));
    const target = bswap(load<u32>(TARGET + i));
    if (word != target) return word < target;
  }
  return true;
}
