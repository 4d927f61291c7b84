import { add } from '../lanes';
import { nextWord, plusT2, sigma0, sigma1, T1 } from '../sha256/functions';
import { BATCH, batchEnd, itemSize, loadState, loadWord, storeState, storeTops, storeWords } from './batch';
import { fixedAddend, plusFixedWord, SECOND, SECOND_START, startAddend, startState } from './fixed';

// The compression of the first hash, in the form of first-hash.ts. Words 0–7 are the hash, 8 and 15 are padding and 9–14
// zero; so a part of W[17], W[22] to W[24], W[30] and W[31] is fixed.

/** The fixed part of K[t] + W[t]. @inline */
function k<T>(t: usize): T {
  return fixedAddend<T>(SECOND, t);
}

/** @inline */
function plusK<T>(h: T, t: usize): T {
  return add(h, k<T>(t));
}

/** Adds the fixed part of W[t]. @inline */
function plusFixed<T>(w: T, t: usize): T {
  return plusFixedWord(w, SECOND, t);
}

/** @inline */
function start<T>(i: usize): T {
  return startState<T>(SECOND_START, i);
}

/** The fixed part of K[t] + W[t] + h in rounds 1 to 3. @inline */
function next<T>(t: usize): T {
  return startAddend<T>(SECOND_START, t - 1);
}

/** Rounds 0 to 31. Round 0 only lacks its word, rounds 1 to 3 have a fixed h. */
// biome-ignore format: one line a round
export function beginSecondHash<T>(): void {
  for (let item = BATCH; item < batchEnd; item += itemSize<T>()) {
    let w0 = loadWord<T>(item, 0), w1 = loadWord<T>(item, 1), w2 = loadWord<T>(item, 2), w3 = loadWord<T>(item, 3);
    let w4 = loadWord<T>(item, 4), w5 = loadWord<T>(item, 5), w6 = loadWord<T>(item, 6), w7 = loadWord<T>(item, 7);

    let a = add(start<T>(0), w0), b = start<T>(1), c = start<T>(2), d = start<T>(3);
    let e = add(start<T>(4), w0), f = start<T>(5), g = start<T>(6);

    let h = T1(add(next<T>(1), w1), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    g = T1(add(next<T>(2), w2), d, e, f);     c = add(c, g); g = plusT2(g, h, a, b);
    f = T1(add(next<T>(3), w3), c, d, e);     b = add(b, f); f = plusT2(f, g, h, a);
    e = T1(add(plusK(e, 4), w4), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    d = T1(add(plusK(d, 5), w5), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    c = T1(add(plusK(c, 6), w6), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    b = T1(add(plusK(b, 7), w7), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
    a = T1(plusK(a, 8), f, g, h);          e = add(e, a); a = plusT2(a, b, c, d);
    h = T1(plusK(h, 9), e, f, g);          d = add(d, h); h = plusT2(h, a, b, c);
    g = T1(plusK(g, 10), d, e, f);         c = add(c, g); g = plusT2(g, h, a, b);
    f = T1(plusK(f, 11), c, d, e);         b = add(b, f); f = plusT2(f, g, h, a);
    e = T1(plusK(e, 12), b, c, d);         a = add(a, e); e = plusT2(e, f, g, h);
    d = T1(plusK(d, 13), a, b, c);         h = add(h, d); d = plusT2(d, e, f, g);
    c = T1(plusK(c, 14), h, a, b);         g = add(g, c); c = plusT2(c, d, e, f);
    b = T1(plusK(b, 15), g, h, a);         f = add(f, b); b = plusT2(b, c, d, e);
    w0 = add(w0, sigma0(w1));
    a = T1(add(plusK(a, 16), w0), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
    w1 = plusFixed(add(w1, sigma0(w2)), 17);
    h = T1(add(plusK(h, 17), w1), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    w2 = add(add(w2, sigma0(w3)), sigma1(w0));
    g = T1(add(plusK(g, 18), w2), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    w3 = add(add(w3, sigma0(w4)), sigma1(w1));
    f = T1(add(plusK(f, 19), w3), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    w4 = add(add(w4, sigma0(w5)), sigma1(w2));
    e = T1(add(plusK(e, 20), w4), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    w5 = add(add(w5, sigma0(w6)), sigma1(w3));
    d = T1(add(plusK(d, 21), w5), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    w6 = plusFixed(add(add(w6, sigma0(w7)), sigma1(w4)), 22);
    c = T1(add(plusK(c, 22), w6), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    w7 = plusFixed(add(add(w7, w0), sigma1(w5)), 23);
    b = T1(add(plusK(b, 23), w7), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
    let w8 = plusFixed(add(w1, sigma1(w6)), 24);
    a = T1(add(plusK(a, 24), w8), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
    let w9 = add(w2, sigma1(w7));
    h = T1(add(plusK(h, 25), w9), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    let w10 = add(w3, sigma1(w8));
    g = T1(add(plusK(g, 26), w10), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    let w11 = add(w4, sigma1(w9));
    f = T1(add(plusK(f, 27), w11), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    let w12 = add(w5, sigma1(w10));
    e = T1(add(plusK(e, 28), w12), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    let w13 = add(w6, sigma1(w11));
    d = T1(add(plusK(d, 29), w13), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    let w14 = plusFixed(add(w7, sigma1(w12)), 30);
    c = T1(add(plusK(c, 30), w14), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    let w15 = plusFixed(add(add(sigma0(w0), w8), sigma1(w13)), 31);
    b = T1(add(plusK(b, 31), w15), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);

    storeState(item, b, c, d, e, f, g, h, a);
    storeWords(item, 0, w0, w1, w2, w3);
    storeWords(item, 4, w4, w5, w6, w7);
    storeWords(item, 8, w8, w9, w10, w11);
    storeWords(item, 12, w12, w13, w14, w15);
  }
}

/**
 * Rounds 32 to 60.
 *
 * The hash's most significant word is its last, H[7], and that is the e of round 60. So the last three rounds are not
 * needed, nor are a in the four before.
 */
// biome-ignore format: one line a round
export function endSecondHash<T>(): void {
  for (let item = BATCH; item < batchEnd; item += itemSize<T>()) {
    let a = loadState<T>(item, 0), b = loadState<T>(item, 1), c = loadState<T>(item, 2), d = loadState<T>(item, 3);
    let e = loadState<T>(item, 4), f = loadState<T>(item, 5), g = loadState<T>(item, 6), h = loadState<T>(item, 7);
    let w0 = loadWord<T>(item, 0), w1 = loadWord<T>(item, 1), w2 = loadWord<T>(item, 2), w3 = loadWord<T>(item, 3);
    let w4 = loadWord<T>(item, 4), w5 = loadWord<T>(item, 5), w6 = loadWord<T>(item, 6), w7 = loadWord<T>(item, 7);
    let w8 = loadWord<T>(item, 8), w9 = loadWord<T>(item, 9), w10 = loadWord<T>(item, 10), w11 = loadWord<T>(item, 11);
    let w12 = loadWord<T>(item, 12), w13 = loadWord<T>(item, 13), w14 = loadWord<T>(item, 14), w15 = loadWord<T>(item, 15);

    w0 = nextWord(w0, w1, w9, w14);    h = T1(add(plusK(h, 32), w0), e, f, g);          d = add(d, h); h = plusT2(h, a, b, c);
    w1 = nextWord(w1, w2, w10, w15);   g = T1(add(plusK(g, 33), w1), d, e, f);          c = add(c, g); g = plusT2(g, h, a, b);
    w2 = nextWord(w2, w3, w11, w0);    f = T1(add(plusK(f, 34), w2), c, d, e);          b = add(b, f); f = plusT2(f, g, h, a);
    w3 = nextWord(w3, w4, w12, w1);    e = T1(add(plusK(e, 35), w3), b, c, d);          a = add(a, e); e = plusT2(e, f, g, h);
    w4 = nextWord(w4, w5, w13, w2);    d = T1(add(plusK(d, 36), w4), a, b, c);          h = add(h, d); d = plusT2(d, e, f, g);
    w5 = nextWord(w5, w6, w14, w3);    c = T1(add(plusK(c, 37), w5), h, a, b);          g = add(g, c); c = plusT2(c, d, e, f);
    w6 = nextWord(w6, w7, w15, w4);    b = T1(add(plusK(b, 38), w6), g, h, a);          f = add(f, b); b = plusT2(b, c, d, e);
    w7 = nextWord(w7, w8, w0, w5);     a = T1(add(plusK(a, 39), w7), f, g, h);          e = add(e, a); a = plusT2(a, b, c, d);
    w8 = nextWord(w8, w9, w1, w6);     h = T1(add(plusK(h, 40), w8), e, f, g);          d = add(d, h); h = plusT2(h, a, b, c);
    w9 = nextWord(w9, w10, w2, w7);    g = T1(add(plusK(g, 41), w9), d, e, f);          c = add(c, g); g = plusT2(g, h, a, b);
    w10 = nextWord(w10, w11, w3, w8);  f = T1(add(plusK(f, 42), w10), c, d, e);         b = add(b, f); f = plusT2(f, g, h, a);
    w11 = nextWord(w11, w12, w4, w9);  e = T1(add(plusK(e, 43), w11), b, c, d);         a = add(a, e); e = plusT2(e, f, g, h);
    w12 = nextWord(w12, w13, w5, w10); d = T1(add(plusK(d, 44), w12), a, b, c);         h = add(h, d); d = plusT2(d, e, f, g);
    w13 = nextWord(w13, w14, w6, w11); c = T1(add(plusK(c, 45), w13), h, a, b);         g = add(g, c); c = plusT2(c, d, e, f);
    w14 = nextWord(w14, w15, w7, w12); b = T1(add(plusK(b, 46), w14), g, h, a);         f = add(f, b); b = plusT2(b, c, d, e);
    w15 = nextWord(w15, w0, w8, w13);  a = T1(add(plusK(a, 47), w15), f, g, h);         e = add(e, a); a = plusT2(a, b, c, d);
    w0 = nextWord(w0, w1, w9, w14);    h = T1(add(plusK(h, 48), w0), e, f, g);          d = add(d, h); h = plusT2(h, a, b, c);
    w1 = nextWord(w1, w2, w10, w15);   g = T1(add(plusK(g, 49), w1), d, e, f);          c = add(c, g); g = plusT2(g, h, a, b);
    w2 = nextWord(w2, w3, w11, w0);    f = T1(add(plusK(f, 50), w2), c, d, e);          b = add(b, f); f = plusT2(f, g, h, a);
    w3 = nextWord(w3, w4, w12, w1);    e = T1(add(plusK(e, 51), w3), b, c, d);          a = add(a, e); e = plusT2(e, f, g, h);
    w4 = nextWord(w4, w5, w13, w2);    d = T1(add(plusK(d, 52), w4), a, b, c);          h = add(h, d); d = plusT2(d, e, f, g);
    w5 = nextWord(w5, w6, w14, w3);    c = T1(add(plusK(c, 53), w5), h, a, b);          g = add(g, c); c = plusT2(c, d, e, f);
    w6 = nextWord(w6, w7, w15, w4);    b = T1(add(plusK(b, 54), w6), g, h, a);          f = add(f, b); b = plusT2(b, c, d, e);
    w7 = nextWord(w7, w8, w0, w5);     a = T1(add(plusK(a, 55), w7), f, g, h);          e = add(e, a); a = plusT2(a, b, c, d);
    w8 = nextWord(w8, w9, w1, w6);     h = T1(add(plusK(h, 56), w8), e, f, g);          d = add(d, h); h = plusT2(h, a, b, c);
    w9 = nextWord(w9, w10, w2, w7);    c = add(c, T1(add(plusK(g, 57), w9), d, e, f));
    w10 = nextWord(w10, w11, w3, w8);  b = add(b, T1(add(plusK(f, 58), w10), c, d, e));
    w11 = nextWord(w11, w12, w4, w9);  a = add(a, T1(add(plusK(e, 59), w11), b, c, d));
    w12 = nextWord(w12, w13, w5, w10); h = add(h, T1(add(plusK(d, 60), w12), a, b, c));

    storeTops(item, h);
  }
}
