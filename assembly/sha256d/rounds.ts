import { add } from '../lanes';
import { nextWord, plusT2, T1 } from '../sha256/functions';
import { BATCH, batchEnd, itemSize, loadState, loadWord, storeState, storeTops, storeWords } from './batch';
import { fixedAddend, SECOND } from './fixed';

// Rounds whose words all vary, in phases that serve both hashes. Fifteen at a time, as the first hash then has four times as
// many left once the nonce is in, and the second hash 29. The form is that of first-hash.ts.

/** @inline */
function plusK<T>(h: T, table: usize, t: usize): T {
  return add(h, fixedAddend<T>(table, t));
}

/**
 * Rounds t to t + 14.
 * @param table FIRST or SECOND
 */
// biome-ignore format: one line a round
export function fifteenRounds<T>(table: usize, t: usize): void {
  for (let item = BATCH; item < batchEnd; item += itemSize<T>()) {
    let a = loadState<T>(item, 0), b = loadState<T>(item, 1), c = loadState<T>(item, 2), d = loadState<T>(item, 3);
    let e = loadState<T>(item, 4), f = loadState<T>(item, 5), g = loadState<T>(item, 6), h = loadState<T>(item, 7);
    let w0 = loadWord<T>(item, 0), w1 = loadWord<T>(item, 1), w2 = loadWord<T>(item, 2), w3 = loadWord<T>(item, 3);
    let w4 = loadWord<T>(item, 4), w5 = loadWord<T>(item, 5), w6 = loadWord<T>(item, 6), w7 = loadWord<T>(item, 7);
    let w8 = loadWord<T>(item, 8), w9 = loadWord<T>(item, 9), w10 = loadWord<T>(item, 10), w11 = loadWord<T>(item, 11);
    let w12 = loadWord<T>(item, 12), w13 = loadWord<T>(item, 13), w14 = loadWord<T>(item, 14), w15 = loadWord<T>(item, 15);

    w0 = nextWord(w0, w1, w9, w14);      h = T1(add(plusK(h, table, t), w0), e, f, g);       d = add(d, h); h = plusT2(h, a, b, c);
    w1 = nextWord(w1, w2, w10, w15);     g = T1(add(plusK(g, table, t + 1), w1), d, e, f);   c = add(c, g); g = plusT2(g, h, a, b);
    w2 = nextWord(w2, w3, w11, w0);      f = T1(add(plusK(f, table, t + 2), w2), c, d, e);   b = add(b, f); f = plusT2(f, g, h, a);
    w3 = nextWord(w3, w4, w12, w1);      e = T1(add(plusK(e, table, t + 3), w3), b, c, d);   a = add(a, e); e = plusT2(e, f, g, h);
    w4 = nextWord(w4, w5, w13, w2);      d = T1(add(plusK(d, table, t + 4), w4), a, b, c);   h = add(h, d); d = plusT2(d, e, f, g);
    w5 = nextWord(w5, w6, w14, w3);      c = T1(add(plusK(c, table, t + 5), w5), h, a, b);   g = add(g, c); c = plusT2(c, d, e, f);
    w6 = nextWord(w6, w7, w15, w4);      b = T1(add(plusK(b, table, t + 6), w6), g, h, a);   f = add(f, b); b = plusT2(b, c, d, e);
    w7 = nextWord(w7, w8, w0, w5);       a = T1(add(plusK(a, table, t + 7), w7), f, g, h);   e = add(e, a); a = plusT2(a, b, c, d);
    w8 = nextWord(w8, w9, w1, w6);       h = T1(add(plusK(h, table, t + 8), w8), e, f, g);   d = add(d, h); h = plusT2(h, a, b, c);
    w9 = nextWord(w9, w10, w2, w7);      g = T1(add(plusK(g, table, t + 9), w9), d, e, f);   c = add(c, g); g = plusT2(g, h, a, b);
    w10 = nextWord(w10, w11, w3, w8);    f = T1(add(plusK(f, table, t + 10), w10), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    w11 = nextWord(w11, w12, w4, w9);    e = T1(add(plusK(e, table, t + 11), w11), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    w12 = nextWord(w12, w13, w5, w10);   d = T1(add(plusK(d, table, t + 12), w12), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    w13 = nextWord(w13, w14, w6, w11);   c = T1(add(plusK(c, table, t + 13), w13), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    w14 = nextWord(w14, w15, w7, w12);   b = T1(add(plusK(b, table, t + 14), w14), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);

    storeState(item, b, c, d, e, f, g, h, a);
    storeWords(item, 0, w15, w0, w1, w2);
    storeWords(item, 4, w3, w4, w5, w6);
    storeWords(item, 8, w7, w8, w9, w10);
    storeWords(item, 12, w11, w12, w13, w14);
  }
}

/** Rounds 47 to 60 of the second hash, where it ends: see endSecondHash. */
// biome-ignore format: one line a round
export function lastRounds<T>(): void {
  for (let item = BATCH; item < batchEnd; item += itemSize<T>()) {
    let a = loadState<T>(item, 0), b = loadState<T>(item, 1), c = loadState<T>(item, 2), d = loadState<T>(item, 3);
    let e = loadState<T>(item, 4), f = loadState<T>(item, 5), g = loadState<T>(item, 6), h = loadState<T>(item, 7);
    let w0 = loadWord<T>(item, 0), w1 = loadWord<T>(item, 1), w2 = loadWord<T>(item, 2), w3 = loadWord<T>(item, 3);
    let w4 = loadWord<T>(item, 4), w5 = loadWord<T>(item, 5), w6 = loadWord<T>(item, 6), w7 = loadWord<T>(item, 7);
    let w8 = loadWord<T>(item, 8), w9 = loadWord<T>(item, 9), w10 = loadWord<T>(item, 10), w11 = loadWord<T>(item, 11);
    let w12 = loadWord<T>(item, 12), w13 = loadWord<T>(item, 13), w14 = loadWord<T>(item, 14), w15 = loadWord<T>(item, 15);

    w0 = nextWord(w0, w1, w9, w14);      h = T1(add(plusK(h, SECOND, 47), w0), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    w1 = nextWord(w1, w2, w10, w15);     g = T1(add(plusK(g, SECOND, 48), w1), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    w2 = nextWord(w2, w3, w11, w0);      f = T1(add(plusK(f, SECOND, 49), w2), c, d, e); b = add(b, f); f = plusT2(f, g, h, a);
    w3 = nextWord(w3, w4, w12, w1);      e = T1(add(plusK(e, SECOND, 50), w3), b, c, d); a = add(a, e); e = plusT2(e, f, g, h);
    w4 = nextWord(w4, w5, w13, w2);      d = T1(add(plusK(d, SECOND, 51), w4), a, b, c); h = add(h, d); d = plusT2(d, e, f, g);
    w5 = nextWord(w5, w6, w14, w3);      c = T1(add(plusK(c, SECOND, 52), w5), h, a, b); g = add(g, c); c = plusT2(c, d, e, f);
    w6 = nextWord(w6, w7, w15, w4);      b = T1(add(plusK(b, SECOND, 53), w6), g, h, a); f = add(f, b); b = plusT2(b, c, d, e);
    w7 = nextWord(w7, w8, w0, w5);       a = T1(add(plusK(a, SECOND, 54), w7), f, g, h); e = add(e, a); a = plusT2(a, b, c, d);
    w8 = nextWord(w8, w9, w1, w6);       h = T1(add(plusK(h, SECOND, 55), w8), e, f, g); d = add(d, h); h = plusT2(h, a, b, c);
    w9 = nextWord(w9, w10, w2, w7);      g = T1(add(plusK(g, SECOND, 56), w9), d, e, f); c = add(c, g); g = plusT2(g, h, a, b);
    w10 = nextWord(w10, w11, w3, w8);    b = add(b, T1(add(plusK(f, SECOND, 57), w10), c, d, e));
    w11 = nextWord(w11, w12, w4, w9);    a = add(a, T1(add(plusK(e, SECOND, 58), w11), b, c, d));
    w12 = nextWord(w12, w13, w5, w10);   h = add(h, T1(add(plusK(d, SECOND, 59), w12), a, b, c));
    w13 = nextWord(w13, w14, w6, w11);   g = add(g, T1(add(plusK(c, SECOND, 60), w13), h, a, b));

    storeTops(item, g);
  }
}
