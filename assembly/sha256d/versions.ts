import { versionCount } from './batch';
import { FIRST, SECOND } from './fixed';
import { storeNonces } from './nonces';
import { addHashes, sharedRounds, startStates } from './rolled-first-hash';
import { fifteenRounds, lastRounds } from './rounds';
import { beginSecondHash } from './second-hash';
import { beginSharing, SHARED, sharedSize, sharedWord, shareFifteen } from './shared-words';

/** Hashes the batch, of nonces from `nonce` on, each with every version. */
export function hashBatch<T>(nonce: u32): void {
  storeNonces<T>(nonce, sharedWord<T>(SHARED, 3), sharedSize<T>());
  beginSharing<T>();
  startStates<T>();
  sharedRounds<T>(4);
  sharedRounds<T>(19);
  if (versionCount == 1) {
    // There is nothing to share: rounds beside their schedule are 2 % faster than one after the other.
    fifteenRounds<T>(FIRST, 34);
    fifteenRounds<T>(FIRST, 49);
  } else {
    shareFifteen<T>(34);
    shareFifteen<T>(49);
    sharedRounds<T>(34);
    sharedRounds<T>(49);
  }
  addHashes<T>();

  beginSecondHash<T>();
  fifteenRounds<T>(SECOND, 32);
  lastRounds<T>();
}
