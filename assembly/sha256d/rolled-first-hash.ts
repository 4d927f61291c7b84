import { add } from '../lanes';
import { plusT2, T1 } from '../sha256/functions';
import { BATCH, batchEnd, itemSize, storeWords, versionCount } from './batch';
import { firstStart, plusStartHash, startAddend, startState } from './fixed';
import { loadShared, SHARED, sharedSize } from './shared-words';

// The rounds of the compression of the header's second block alone: the words are in SHARED. An item is a T of nonces
// with one version; its versions follow one another, so that places are in order.

/**
 * Rounds 3 to 63; the hash value becomes the item's words. In a loop: unrolled into one to three phases the kernel is 33 KB
 * instead of 25, and at most 2 % faster (docs/kernel-log.md).
 */
// biome-ignore format: one line a round
export function firstHashes<T>(): void {
  let shared = SHARED;
  for (let item = BATCH; item < batchEnd; shared += sharedSize<T>()) {
    for (let version: u32 = 0; version < versionCount; version++) {
      const start = firstStart(version);
      const w3 = loadShared<T>(shared, 3);
      let a = add(startState<T>(start, 0), w3), b = startState<T>(start, 1), c = startState<T>(start, 2), d = startState<T>(start, 3);
      let e = add(startState<T>(start, 4), w3), f = startState<T>(start, 5), g = startState<T>(start, 6);

      let h = T1(startAddend<T>(start, 0), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
      g = T1(startAddend<T>(start, 1), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
      f = T1(startAddend<T>(start, 2), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
      e = T1(add(e, loadShared<T>(shared, 7)), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
      for (let t: usize = 8; t < 64; t += 8) {
        d = T1(add(d, loadShared<T>(shared, t)), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
        c = T1(add(c, loadShared<T>(shared, t + 1)), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
        b = T1(add(b, loadShared<T>(shared, t + 2)), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
        a = T1(add(a, loadShared<T>(shared, t + 3)), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
        h = T1(add(h, loadShared<T>(shared, t + 4)), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
        g = T1(add(g, loadShared<T>(shared, t + 5)), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
        f = T1(add(f, loadShared<T>(shared, t + 6)), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
        e = T1(add(e, loadShared<T>(shared, t + 7)), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
      }
      storeWords(item, 0, plusStartHash(e, start, 0), plusStartHash(f, start, 1), plusStartHash(g, start, 2), plusStartHash(h, start, 3));
      storeWords(item, 4, plusStartHash(a, start, 4), plusStartHash(b, start, 5), plusStartHash(c, start, 6), plusStartHash(d, start, 7));
      item += itemSize<T>();
    }
  }
}
