import { nonceStepOf, sizeBatch, versionCount } from '../sha256d/batch';
import { compareTops } from '../sha256d/nonces';
import { clearCandidates, collect, hasRoomFor } from './candidates';

/**
 * Searches `count` nonces from `nonce` on.
 * @param hashBatch hashes the batch, for the nonces from its argument on
 * @returns how many it searched: fewer when the candidates of another batch might not have had room
 */
export function search<T>(nonce: u32, count: u32, hashBatch: (nonce: u32) => void): u32 {
  let searched: u32 = 0;
  clearCandidates();
  while (searched < count) {
    const nonces = min(count - searched, nonceStepOf<T>());
    if (!hasRoomFor(nonces * versionCount)) break;
    sizeBatch<T>(nonces);
    hashBatch(nonce + searched);
    if (compareTops<T>()) collect<T>(nonce, searched, nonces);
    searched += nonces;
  }
  return searched;
}
