import { BATCH, itemSize, wordSlot } from './batch';
import { beginFirstHash, endFirstHash } from './first-hash';
import { storeNonces } from './nonces';
import { beginSecondHash, endSecondHash } from './second-hash';

/** Hashes the batch, of nonces from `nonce` on, in four phases. */
export function hashBatch<T>(nonce: u32): void {
  storeNonces<T>(nonce, wordSlot<T>(BATCH, 3), itemSize<T>());
  beginFirstHash<T>();
  endFirstHash<T>();
  beginSecondHash<T>();
  endSecondHash<T>();
}
