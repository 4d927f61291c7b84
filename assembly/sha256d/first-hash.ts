import { add } from '../lanes';
import { nextWord, plusT2, sigma0, sigma1, T1 } from '../sha256/functions';
import { BATCH, batchEnd, itemSize, loadState, loadWord, storeState, storeWords } from './batch';
import {
  FIRST,
  firstStart,
  fixedAddend,
  plusFixedWord,
  plusStartHash,
  startAddend,
  startState,
} from './fixed';

// The compression of the header's second block. Words 0–2 are the end of the header, 3 is the nonce, 4 and 15 are padding
// and 5–14 zero; so W[16] and W[17] are fixed, and so is a part of W[18] to W[33].
//
// A round is a line, as in Bitcoin Core's sha256.cpp: T1 into h, add to d, T2 into h, and the names move on by one. The
// sixteen last words are w0 … w15, each in turn replaced by the next.

/** The fixed part of K[t] + W[t]. @inline */
function k<T>(t: usize): T {
  return fixedAddend<T>(FIRST, t);
}

/** @inline */
function plusK<T>(h: T, t: usize): T {
  return add(h, k<T>(t));
}

/** Adds the fixed part of W[t]. @inline */
function plusFixed<T>(w: T, t: usize): T {
  return plusFixedWord(w, FIRST, t);
}

/** @inline */
function start<T>(i: usize): T {
  return startState<T>(firstStart(0), i);
}

/** @inline */
function plusHash<T>(x: T, i: usize): T {
  return plusStartHash(x, firstStart(0), i);
}

/** The fixed part of K[t] + W[t] + h in rounds 4 to 6. @inline */
function next<T>(t: usize): T {
  return startAddend<T>(firstStart(0), t - 4);
}

/** Rounds 3 to 33. Rounds 0 to 3 only lack the nonce, rounds 4 to 6 have a fixed h. */
// biome-ignore format: one line a round
export function beginFirstHash<T>(): void {
  for (let item = BATCH; item < batchEnd; item += itemSize<T>()) {
    let w3 = loadWord<T>(item, 3);

    let a = add(start<T>(0), w3), b = start<T>(1), c = start<T>(2), d = start<T>(3);
    let e = add(start<T>(4), w3), f = start<T>(5), g = start<T>(6);

    let h = T1(next<T>(4), e, f, g);  d = add(d, h); h = plusT2(h, a, b, c);
    g = T1(next<T>(5), d, e, f);      c = add(c, g); g = plusT2(g, h, a, b);
    f = T1(next<T>(6), c, d, e);      b = add(b, f); f = plusT2(f, g, h, a);
    e = T1(plusK(e, 7), b, c, d);  a = add(a, e); e = plusT2(e, f, g, h);
    d = T1(plusK(d, 8), a, b, c);  h = add(h, d); d = plusT2(d, e, f, g);
    c = T1(plusK(c, 9), h, a, b);  g = add(g, c); c = plusT2(c, d, e, f);
    b = T1(plusK(b, 10), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
    a = T1(plusK(a, 11), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
    h = T1(plusK(h, 12), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    g = T1(plusK(g, 13), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    f = T1(plusK(f, 14), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    e = T1(plusK(e, 15), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    d = T1(plusK(d, 16), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    c = T1(plusK(c, 17), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    let w2 = plusFixed(sigma0(w3), 18);
    b = T1(add(plusK(b, 18), w2), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
    w3 = plusFixed(w3, 19);
    a = T1(add(plusK(a, 19), w3), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
    let w4 = plusFixed(sigma1(w2), 20);
    h = T1(add(plusK(h, 20), w4), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    let w5 = sigma1(w3);
    g = T1(add(plusK(g, 21), w5), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    let w6 = plusFixed(sigma1(w4), 22);
    f = T1(add(plusK(f, 22), w6), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    let w7 = plusFixed(sigma1(w5), 23);
    e = T1(add(plusK(e, 23), w7), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    let w8 = plusFixed(sigma1(w6), 24);
    d = T1(add(plusK(d, 24), w8), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    let w9 = add(w2, sigma1(w7));
    c = T1(add(plusK(c, 25), w9), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    let w10 = add(w3, sigma1(w8));
    b = T1(add(plusK(b, 26), w10), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
    let w11 = add(w4, sigma1(w9));
    a = T1(add(plusK(a, 27), w11), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
    let w12 = add(w5, sigma1(w10));
    h = T1(add(plusK(h, 28), w12), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    let w13 = add(w6, sigma1(w11));
    g = T1(add(plusK(g, 29), w13), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    let w14 = plusFixed(add(w7, sigma1(w12)), 30);
    f = T1(add(plusK(f, 30), w14), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    let w15 = plusFixed(add(w8, sigma1(w13)), 31);
    e = T1(add(plusK(e, 31), w15), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    let w0 = plusFixed(add(w9, sigma1(w14)), 32);
    d = T1(add(plusK(d, 32), w0), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    let w1 = plusFixed(add(add(sigma0(w2), w10), sigma1(w15)), 33);
    c = T1(add(plusK(c, 33), w1), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);

    storeState(item, c, d, e, f, g, h, a, b);
    storeWords(item, 0, w0, w1, w2, w3);
    storeWords(item, 4, w4, w5, w6, w7);
    storeWords(item, 8, w8, w9, w10, w11);
    storeWords(item, 12, w12, w13, w14, w15);
  }
}

/** Rounds 34 to 63. The hash value replaces the words: it is the next message. */
// biome-ignore format: one line a round
export function endFirstHash<T>(): void {
  for (let item = BATCH; item < batchEnd; item += itemSize<T>()) {
    let a = loadState<T>(item, 0), b = loadState<T>(item, 1), c = loadState<T>(item, 2), d = loadState<T>(item, 3);
    let e = loadState<T>(item, 4), f = loadState<T>(item, 5), g = loadState<T>(item, 6), h = loadState<T>(item, 7);
    let w0 = loadWord<T>(item, 0), w1 = loadWord<T>(item, 1), w2 = loadWord<T>(item, 2), w3 = loadWord<T>(item, 3);
    let w4 = loadWord<T>(item, 4), w5 = loadWord<T>(item, 5), w6 = loadWord<T>(item, 6), w7 = loadWord<T>(item, 7);
    let w8 = loadWord<T>(item, 8), w9 = loadWord<T>(item, 9), w10 = loadWord<T>(item, 10), w11 = loadWord<T>(item, 11);
    let w12 = loadWord<T>(item, 12), w13 = loadWord<T>(item, 13), w14 = loadWord<T>(item, 14), w15 = loadWord<T>(item, 15);

    w2 = nextWord(w2, w3, w11, w0);    h = T1(add(plusK(h, 34), w2), e, f, g);  d = add(d, h); h = plusT2(h, a, b, c);
    w3 = nextWord(w3, w4, w12, w1);    g = T1(add(plusK(g, 35), w3), d, e, f);  c = add(c, g); g = plusT2(g, h, a, b);
    w4 = nextWord(w4, w5, w13, w2);    f = T1(add(plusK(f, 36), w4), c, d, e);  b = add(b, f); f = plusT2(f, g, h, a);
    w5 = nextWord(w5, w6, w14, w3);    e = T1(add(plusK(e, 37), w5), b, c, d);  a = add(a, e); e = plusT2(e, f, g, h);
    w6 = nextWord(w6, w7, w15, w4);    d = T1(add(plusK(d, 38), w6), a, b, c);  h = add(h, d); d = plusT2(d, e, f, g);
    w7 = nextWord(w7, w8, w0, w5);     c = T1(add(plusK(c, 39), w7), h, a, b);  g = add(g, c); c = plusT2(c, d, e, f);
    w8 = nextWord(w8, w9, w1, w6);     b = T1(add(plusK(b, 40), w8), g, h, a);  f = add(f, b); b = plusT2(b, c, d, e);
    w9 = nextWord(w9, w10, w2, w7);    a = T1(add(plusK(a, 41), w9), f, g, h);  e = add(e, a); a = plusT2(a, b, c, d);
    w10 = nextWord(w10, w11, w3, w8);  h = T1(add(plusK(h, 42), w10), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    w11 = nextWord(w11, w12, w4, w9);  g = T1(add(plusK(g, 43), w11), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    w12 = nextWord(w12, w13, w5, w10); f = T1(add(plusK(f, 44), w12), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    w13 = nextWord(w13, w14, w6, w11); e = T1(add(plusK(e, 45), w13), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    w14 = nextWord(w14, w15, w7, w12); d = T1(add(plusK(d, 46), w14), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    w15 = nextWord(w15, w0, w8, w13);  c = T1(add(plusK(c, 47), w15), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    w0 = nextWord(w0, w1, w9, w14);    b = T1(add(plusK(b, 48), w0), g, h, a);  f = add(f, b); b = plusT2(b, c, d, e);
    w1 = nextWord(w1, w2, w10, w15);   a = T1(add(plusK(a, 49), w1), f, g, h);  e = add(e, a); a = plusT2(a, b, c, d);
    w2 = nextWord(w2, w3, w11, w0);    h = T1(add(plusK(h, 50), w2), e, f, g);  d = add(d, h); h = plusT2(h, a, b, c);
    w3 = nextWord(w3, w4, w12, w1);    g = T1(add(plusK(g, 51), w3), d, e, f);  c = add(c, g); g = plusT2(g, h, a, b);
    w4 = nextWord(w4, w5, w13, w2);    f = T1(add(plusK(f, 52), w4), c, d, e);  b = add(b, f); f = plusT2(f, g, h, a);
    w5 = nextWord(w5, w6, w14, w3);    e = T1(add(plusK(e, 53), w5), b, c, d);  a = add(a, e); e = plusT2(e, f, g, h);
    w6 = nextWord(w6, w7, w15, w4);    d = T1(add(plusK(d, 54), w6), a, b, c);  h = add(h, d); d = plusT2(d, e, f, g);
    w7 = nextWord(w7, w8, w0, w5);     c = T1(add(plusK(c, 55), w7), h, a, b);  g = add(g, c); c = plusT2(c, d, e, f);
    w8 = nextWord(w8, w9, w1, w6);     b = T1(add(plusK(b, 56), w8), g, h, a);  f = add(f, b); b = plusT2(b, c, d, e);
    w9 = nextWord(w9, w10, w2, w7);    a = T1(add(plusK(a, 57), w9), f, g, h);  e = add(e, a); a = plusT2(a, b, c, d);
    w10 = nextWord(w10, w11, w3, w8);  h = T1(add(plusK(h, 58), w10), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    w11 = nextWord(w11, w12, w4, w9);  g = T1(add(plusK(g, 59), w11), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    w12 = nextWord(w12, w13, w5, w10); f = T1(add(plusK(f, 60), w12), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    w13 = nextWord(w13, w14, w6, w11); e = T1(add(plusK(e, 61), w13), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    w14 = nextWord(w14, w15, w7, w12); d = T1(add(plusK(d, 62), w14), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    w15 = nextWord(w15, w0, w8, w13);  c = T1(add(plusK(c, 63), w15), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);

    storeWords(item, 0, plusHash(c, 0), plusHash(d, 1), plusHash(e, 2), plusHash(f, 3));
    storeWords(item, 4, plusHash(g, 4), plusHash(h, 5), plusHash(a, 6), plusHash(b, 7));
  }
}
