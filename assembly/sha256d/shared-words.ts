import { add, VECTORS } from '../lanes';
import { nextWord, sigma0, sigma1 } from '../sha256/functions';
import { BATCH, batchEnd, ITEMS, itemSize, loadWord, slotSize, storeWords, versionCount } from './batch';
import { FIRST, fixedAddend, plusFixedWord } from './fixed';

// The version is in the header's first block, so all versions of a nonce have the message schedule of its second block in
// common: 841 of the 5,752 operations that four nonces take. It is the schedule of first-hash.ts, apart from the rounds.

/** For each T of nonces W[3], which is the nonce, and the words of rounds 4 to 63 with their constants. */
export const SHARED: usize = memory.data(((ITEMS * VECTORS) as i32) * 64 * 16, 64);

/** @inline */
export function sharedSize<T>(): usize {
  return 64 * slotSize<T>();
}

/** @inline */
export function sharedWord<T>(shared: usize, t: usize): usize {
  return shared + t * slotSize<T>();
}

/** @inline */
export function loadShared<T>(shared: usize, t: usize): T {
  return load<T>(sharedWord<T>(shared, t));
}

/** Shares words 4 to 33; of the first version's item the last sixteen become the words. */
export function beginSharing<T>(): void {
  let shared = SHARED;
  for (let item = BATCH; item < batchEnd; item += itemSize<T>() * versionCount) {
    let w3 = loadShared<T>(shared, 3);
    for (let t: usize = 4; t < 18; t++) store<T>(sharedWord<T>(shared, t), fixedAddend<T>(FIRST, t));
    const w2 = share(shared, 18, plusFixed(sigma0(w3), 18));
    w3 = share(shared, 19, plusFixed(w3, 19));
    const w4 = share(shared, 20, plusFixed(sigma1(w2), 20));
    const w5 = share(shared, 21, sigma1(w3));
    const w6 = share(shared, 22, plusFixed(sigma1(w4), 22));
    const w7 = share(shared, 23, plusFixed(sigma1(w5), 23));
    const w8 = share(shared, 24, plusFixed(sigma1(w6), 24));
    const w9 = share(shared, 25, add(w2, sigma1(w7)));
    const w10 = share(shared, 26, add(w3, sigma1(w8)));
    const w11 = share(shared, 27, add(w4, sigma1(w9)));
    const w12 = share(shared, 28, add(w5, sigma1(w10)));
    const w13 = share(shared, 29, add(w6, sigma1(w11)));
    const w14 = share(shared, 30, plusFixed(add(w7, sigma1(w12)), 30));
    const w15 = share(shared, 31, plusFixed(add(w8, sigma1(w13)), 31));
    const w0 = share(shared, 32, plusFixed(add(w9, sigma1(w14)), 32));
    const w1 = share(shared, 33, plusFixed(add(add(sigma0(w2), w10), sigma1(w15)), 33));
    storeWords(item, 0, w2, w3, w4, w5);
    storeWords(item, 4, w6, w7, w8, w9);
    storeWords(item, 8, w10, w11, w12, w13);
    storeWords(item, 12, w14, w15, w0, w1);
    shared += sharedSize<T>();
  }
}

/** Shares words t to t + 14, from the sixteen before. */
export function shareFifteen<T>(t: usize): void {
  let shared = SHARED;
  for (let item = BATCH; item < batchEnd; item += itemSize<T>() * versionCount) {
    let w0 = loadWord<T>(item, 0),
      w1 = loadWord<T>(item, 1),
      w2 = loadWord<T>(item, 2),
      w3 = loadWord<T>(item, 3);
    let w4 = loadWord<T>(item, 4),
      w5 = loadWord<T>(item, 5),
      w6 = loadWord<T>(item, 6),
      w7 = loadWord<T>(item, 7);
    let w8 = loadWord<T>(item, 8),
      w9 = loadWord<T>(item, 9),
      w10 = loadWord<T>(item, 10),
      w11 = loadWord<T>(item, 11);
    let w12 = loadWord<T>(item, 12),
      w13 = loadWord<T>(item, 13),
      w14 = loadWord<T>(item, 14),
      w15 = loadWord<T>(item, 15);
    w0 = share(shared, t + 0, nextWord(w0, w1, w9, w14));
    w1 = share(shared, t + 1, nextWord(w1, w2, w10, w15));
    w2 = share(shared, t + 2, nextWord(w2, w3, w11, w0));
    w3 = share(shared, t + 3, nextWord(w3, w4, w12, w1));
    w4 = share(shared, t + 4, nextWord(w4, w5, w13, w2));
    w5 = share(shared, t + 5, nextWord(w5, w6, w14, w3));
    w6 = share(shared, t + 6, nextWord(w6, w7, w15, w4));
    w7 = share(shared, t + 7, nextWord(w7, w8, w0, w5));
    w8 = share(shared, t + 8, nextWord(w8, w9, w1, w6));
    w9 = share(shared, t + 9, nextWord(w9, w10, w2, w7));
    w10 = share(shared, t + 10, nextWord(w10, w11, w3, w8));
    w11 = share(shared, t + 11, nextWord(w11, w12, w4, w9));
    w12 = share(shared, t + 12, nextWord(w12, w13, w5, w10));
    w13 = share(shared, t + 13, nextWord(w13, w14, w6, w11));
    w14 = share(shared, t + 14, nextWord(w14, w15, w7, w12));
    storeWords(item, 0, w15, w0, w1, w2);
    storeWords(item, 4, w3, w4, w5, w6);
    storeWords(item, 8, w7, w8, w9, w10);
    storeWords(item, 12, w11, w12, w13, w14);
    shared += sharedSize<T>();
  }
}

/** Puts K[t] + W[t]. @inline */
function share<T>(shared: usize, t: usize, w: T): T {
  store<T>(sharedWord<T>(shared, t), add(w, fixedAddend<T>(FIRST, t)));
  return w;
}

/** Adds the fixed part of W[t]. @inline */
function plusFixed<T>(w: T, t: usize): T {
  return plusFixedWord(w, FIRST, t);
}
