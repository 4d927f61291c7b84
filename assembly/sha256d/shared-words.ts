import { add, ascending, byteSwap, lanes } from '../lanes';
import { nextWord, sigma0, sigma1 } from '../sha256/functions';
import { BATCH, batchEnd, ITEMS, itemSize, versionCount } from './batch';
import { FIRST, fixedAddend, plusFixedWord } from './fixed';

// The version is in the header's first block, so all versions of a nonce have the message schedule of its second block in
// common: 841 of the 5,752 operations that four nonces take. It is the schedule of first-hash.ts, apart from the rounds.

/** For each T of nonces W[3], which is the nonce, and the words of rounds 4 to 63 with their constants. */
export const SHARED: usize = memory.data((ITEMS as i32) * 64 * 16, 64);

/** @inline */
export function sharedSize<T>(): usize {
  return 64 * sizeof<T>();
}

/** @inline */
export function loadShared<T>(shared: usize, t: usize): T {
  return load<T>(shared + t * sizeof<T>());
}

/** Fills SHARED for the nonces from `nonce` on, as many as the batch has. */
export function shareWords<T>(nonce: u32): void {
  let shared = SHARED;
  for (let item = BATCH; item < batchEnd; item += itemSize<T>() * versionCount) {
    let w3 = byteSwap(ascending<T>(nonce));
    nonce += lanes<T>();
    put(shared, 3, w3);
    for (let t: usize = 4; t < 18; t++) put(shared, t, fixedAddend<T>(FIRST, t));
    let w2 = putWord(shared, 18, plusFixed(sigma0(w3), 18));
    w3 = putWord(shared, 19, plusFixed(w3, 19));
    let w4 = putWord(shared, 20, plusFixed(sigma1(w2), 20));
    let w5 = putWord(shared, 21, sigma1(w3));
    let w6 = putWord(shared, 22, plusFixed(sigma1(w4), 22));
    let w7 = putWord(shared, 23, plusFixed(sigma1(w5), 23));
    let w8 = putWord(shared, 24, plusFixed(sigma1(w6), 24));
    let w9 = putWord(shared, 25, add(w2, sigma1(w7)));
    let w10 = putWord(shared, 26, add(w3, sigma1(w8)));
    let w11 = putWord(shared, 27, add(w4, sigma1(w9)));
    let w12 = putWord(shared, 28, add(w5, sigma1(w10)));
    let w13 = putWord(shared, 29, add(w6, sigma1(w11)));
    let w14 = putWord(shared, 30, plusFixed(add(w7, sigma1(w12)), 30));
    let w15 = putWord(shared, 31, plusFixed(add(w8, sigma1(w13)), 31));
    let w0 = putWord(shared, 32, plusFixed(add(w9, sigma1(w14)), 32));
    let w1 = putWord(shared, 33, plusFixed(add(add(sigma0(w2), w10), sigma1(w15)), 33));
    w2 = putWord(shared, 34, nextWord(w2, w3, w11, w0));
    w3 = putWord(shared, 35, nextWord(w3, w4, w12, w1));
    w4 = putWord(shared, 36, nextWord(w4, w5, w13, w2));
    w5 = putWord(shared, 37, nextWord(w5, w6, w14, w3));
    w6 = putWord(shared, 38, nextWord(w6, w7, w15, w4));
    w7 = putWord(shared, 39, nextWord(w7, w8, w0, w5));
    w8 = putWord(shared, 40, nextWord(w8, w9, w1, w6));
    w9 = putWord(shared, 41, nextWord(w9, w10, w2, w7));
    w10 = putWord(shared, 42, nextWord(w10, w11, w3, w8));
    w11 = putWord(shared, 43, nextWord(w11, w12, w4, w9));
    w12 = putWord(shared, 44, nextWord(w12, w13, w5, w10));
    w13 = putWord(shared, 45, nextWord(w13, w14, w6, w11));
    w14 = putWord(shared, 46, nextWord(w14, w15, w7, w12));
    w15 = putWord(shared, 47, nextWord(w15, w0, w8, w13));
    w0 = putWord(shared, 48, nextWord(w0, w1, w9, w14));
    w1 = putWord(shared, 49, nextWord(w1, w2, w10, w15));
    w2 = putWord(shared, 50, nextWord(w2, w3, w11, w0));
    w3 = putWord(shared, 51, nextWord(w3, w4, w12, w1));
    w4 = putWord(shared, 52, nextWord(w4, w5, w13, w2));
    w5 = putWord(shared, 53, nextWord(w5, w6, w14, w3));
    w6 = putWord(shared, 54, nextWord(w6, w7, w15, w4));
    w7 = putWord(shared, 55, nextWord(w7, w8, w0, w5));
    w8 = putWord(shared, 56, nextWord(w8, w9, w1, w6));
    w9 = putWord(shared, 57, nextWord(w9, w10, w2, w7));
    w10 = putWord(shared, 58, nextWord(w10, w11, w3, w8));
    w11 = putWord(shared, 59, nextWord(w11, w12, w4, w9));
    w12 = putWord(shared, 60, nextWord(w12, w13, w5, w10));
    w13 = putWord(shared, 61, nextWord(w13, w14, w6, w11));
    w14 = putWord(shared, 62, nextWord(w14, w15, w7, w12));
    w15 = putWord(shared, 63, nextWord(w15, w0, w8, w13));
    shared += sharedSize<T>();
  }
}

/** @inline */
function put<T>(shared: usize, t: usize, x: T): void {
  store<T>(shared + t * sizeof<T>(), x);
}

/** Puts K[t] + W[t]. @inline */
function putWord<T>(shared: usize, t: usize, w: T): T {
  put(shared, t, add(w, fixedAddend<T>(FIRST, t)));
  return w;
}

/** Adds the fixed part of W[t]. @inline */
function plusFixed<T>(w: T, t: usize): T {
  return plusFixedWord(w, FIRST, t);
}
