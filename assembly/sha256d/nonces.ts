import { TARGET } from '../interface';
import { anyAtMost, ascending, byteSwap, lanes, splat } from '../lanes';
import { BATCH, batchEnd, itemSize, slotSize, versionCount } from './batch';

// The two ends of hashing a batch. A vector's bytes are swapped by a shuffle, which V8 can't make 256 bits wide: so these
// are loops apart from the phases. In the simd kernel that costs nothing (docs/kernel-log.md).

/**
 * Stores the nonces from `nonce` on, as many as the batch has, as words of the message.
 * @param slot where the first go
 * @param size how far apart they are
 */
export function storeNonces<T>(nonce: u32, slot: usize, size: usize): void {
  for (let item = BATCH; item < batchEnd; item += itemSize<T>() * versionCount) {
    for (let at = slot; at < slot + slotSize<T>(); at += sizeof<T>()) {
      store<T>(at, byteSwap(ascending<T>(nonce)));
      nonce += lanes<T>();
    }
    slot += size;
  }
}

/** Makes numbers of the hashes' most significant words. @returns whether any is at most that of the target */
export function compareTops<T>(): bool {
  let found = false;
  const target = splat<T>(bswap(load<u32>(TARGET)));
  for (let item = BATCH; item < batchEnd; item += itemSize<T>()) {
    for (let at = item; at < item + slotSize<T>(); at += sizeof<T>()) {
      const tops = byteSwap(load<T>(at));
      store<T>(at, tops);
      if (anyAtMost(tops, target)) found = true;
    }
  }
  return found;
}
