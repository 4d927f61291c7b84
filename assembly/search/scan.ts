import { lanes } from '../lanes';
import { ITEMS } from '../sha256d/batch';
import { beginFirstHash, endFirstHash } from '../sha256d/first-hash';
import { beginSecondHash, endSecondHash } from '../sha256d/second-hash';
import { clearCandidates, dropBeyond, hasRoomFor } from './candidates';

/**
 * Searches `count` nonces from `nonce` on.
 * @returns how many it searched: fewer when the candidates of another batch might not have had room
 */
export function search<T>(nonce: u32, count: u32): u32 {
  const step = ITEMS * lanes<T>();
  let searched: u32 = 0;
  clearCandidates();
  while (searched < count && hasRoomFor(step)) {
    beginFirstHash<T>(nonce + searched);
    endFirstHash<T>();
    beginSecondHash<T>();
    endSecondHash<T>(nonce + searched);

    // Not searched + step: that may be 2^32.
    if (count - searched <= step) {
      dropBeyond(nonce, count);
      return count;
    }
    searched += step;
  }
  return searched;
}
