import { nonceStepOf, sizeBatch, versionCount } from '../sha256d/batch';
import { beginSecondHash, endSecondHash } from '../sha256d/second-hash';
import { clearCandidates, collect, hasRoomFor } from './candidates';

/**
 * Searches `count` nonces from `nonce` on.
 * @param hashFirst fills the batch with first hashes, for the nonces from its argument on
 * @returns how many it searched: fewer when the candidates of another batch might not have had room
 */
export function search<T>(nonce: u32, count: u32, hashFirst: (nonce: u32) => void): u32 {
  let searched: u32 = 0;
  clearCandidates();
  while (searched < count) {
    const nonces = min(count - searched, nonceStepOf<T>());
    if (!hasRoomFor(nonces * versionCount)) break;
    sizeBatch<T>(nonces);
    hashFirst(nonce + searched);
    beginSecondHash<T>();
    if (endSecondHash<T>()) collect<T>(nonce, searched, nonces);
    searched += nonces;
  }
  return searched;
}
