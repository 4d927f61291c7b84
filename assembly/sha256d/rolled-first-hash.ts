import { add } from '../lanes';
import { plusT2, T1 } from '../sha256/functions';
import { BATCH, batchEnd, itemSize, loadState, storeState, storeWords, versionCount } from './batch';
import { firstStart, plusStartHash, startState } from './fixed';
import { loadShared, SHARED, sharedSize } from './shared-words';

// The rounds of the compression of the header's second block alone: the words are in SHARED. An item is a T of nonces
// with one version; its versions follow one another, so that places are in order.

/** Rounds 0 to 3, which only lack the nonce. */
// biome-ignore format: four words a line
export function startStates<T>(): void {
  let shared = SHARED;
  for (let item = BATCH; item < batchEnd; shared += sharedSize<T>()) {
    const w3 = loadShared<T>(shared, 3);
    for (let version: u32 = 0; version < versionCount; version++) {
      const start = firstStart(version);
      storeState(item,
        add(startState<T>(start, 0), w3), startState<T>(start, 1), startState<T>(start, 2), startState<T>(start, 3),
        add(startState<T>(start, 4), w3), startState<T>(start, 5), startState<T>(start, 6), startState<T>(start, 7));
      item += itemSize<T>();
    }
  }
}

/**
 * Rounds t to t + 14. The state is in memory between them: in locals around a loop of rounds, V8 12 does not pack it
 * (docs/kernel-log.md).
 */
// biome-ignore format: one line a round
export function sharedRounds<T>(t: usize): void {
  let shared = SHARED;
  for (let item = BATCH; item < batchEnd; shared += sharedSize<T>()) {
    for (let version: u32 = 0; version < versionCount; version++) {
      let a = loadState<T>(item, 0), b = loadState<T>(item, 1), c = loadState<T>(item, 2), d = loadState<T>(item, 3);
      let e = loadState<T>(item, 4), f = loadState<T>(item, 5), g = loadState<T>(item, 6), h = loadState<T>(item, 7);

        h = T1(add(h, loadShared<T>(shared, t)), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
        g = T1(add(g, loadShared<T>(shared, t + 1)), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
        f = T1(add(f, loadShared<T>(shared, t + 2)), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
        e = T1(add(e, loadShared<T>(shared, t + 3)), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
        d = T1(add(d, loadShared<T>(shared, t + 4)), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
        c = T1(add(c, loadShared<T>(shared, t + 5)), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
        b = T1(add(b, loadShared<T>(shared, t + 6)), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
        a = T1(add(a, loadShared<T>(shared, t + 7)), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
        h = T1(add(h, loadShared<T>(shared, t + 8)), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
        g = T1(add(g, loadShared<T>(shared, t + 9)), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
        f = T1(add(f, loadShared<T>(shared, t + 10)), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
        e = T1(add(e, loadShared<T>(shared, t + 11)), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
        d = T1(add(d, loadShared<T>(shared, t + 12)), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
        c = T1(add(c, loadShared<T>(shared, t + 13)), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
        b = T1(add(b, loadShared<T>(shared, t + 14)), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);

      storeState(item, b, c, d, e, f, g, h, a);
      item += itemSize<T>();
    }
  }
}

/** @inline */
function sum<T>(item: usize, start: usize, i: usize): T {
  return plusStartHash(loadState<T>(item, i), start, i);
}

/** The hash value becomes the item's words: it is the next message. */
export function addHashes<T>(): void {
  for (let item = BATCH; item < batchEnd; ) {
    for (let version: u32 = 0; version < versionCount; version++) {
      const start = firstStart(version);
      storeWords(
        item,
        0,
        sum<T>(item, start, 0),
        sum<T>(item, start, 1),
        sum<T>(item, start, 2),
        sum<T>(item, start, 3),
      );
      storeWords(
        item,
        4,
        sum<T>(item, start, 4),
        sum<T>(item, start, 5),
        sum<T>(item, start, 6),
        sum<T>(item, start, 7),
      );
      item += itemSize<T>();
    }
  }
}
