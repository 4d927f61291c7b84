import { CANDIDATES, CAPACITY, TARGET } from '../interface';
import { compress } from '../sha256/compress';
import { H } from '../sha256/constants';
import { itemLanes, loadTop, versionCount } from '../sha256d/batch';
import { HASH_BLOCK, HEADER_BLOCK, midstate, W } from '../sha256d/blocks';

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

/**
 * Takes what is at most the target of the batch, in the order of places.
 * @param nonce the scan's first
 * @param skipped how many of the scan's nonces were in batches before
 * @param count how many are in this one
 */
export function collect<T>(nonce: u32, skipped: u32, count: u32): void {
  const target = bswap(load<u32>(TARGET));
  for (let i: u32 = 0; i < count; i++) {
    for (let version: u32 = 0; version < versionCount; version++) {
      const item = (i / itemLanes<T>()) * versionCount + version;
      const top = loadTop<T>(item, i % itemLanes<T>());
      if (top < target || (top == target && hashIsAtMostTarget(nonce + skipped + i, version))) {
        store<u32>(CANDIDATES + 4 * found, (skipped + i) * versionCount + version);
        found++;
      }
    }
  }
}

const HASH: usize = memory.data(32, 16);

/** Hashes one nonce again, to compare all of it. */
function hashIsAtMostTarget(nonce: u32, version: u32): bool {
  memory.copy(W, HEADER_BLOCK, 64);
  store<u32>(W, bswap(nonce), 4 * 3);
  compress(midstate(version), HASH, W);

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
