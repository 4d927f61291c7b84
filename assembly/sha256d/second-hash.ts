import { add, ascending, byteSwap, lanes, loadSplat, anyAtMost } from '../lanes';
import { BATCH, END, ITEM, MIDSTATE, TARGET_TOP } from '../memory';
import { Sigma1, Ch, T2 } from '../sha256/functions';
import { Block, start } from './block';
import { collect } from '../search/candidates';
import { addWord, extend, setWord, word } from './schedule';

/** T1 @inline */
function x<T>(item: usize, t: usize, e: T, f: T, g: T, h: T): T {
  return add(add(addWord<T>(Block.Hash, item, t, h), Sigma1(e)), Ch(e, f, g));
}

export function second1<T>(): void {
  for (let item = BATCH; item != END<T>(); item += ITEM<T>()) {
    const w = word<T>(item, 0);
    let h = add(loadSplat<T>(start(Block.Hash) + 0), w);
    let a = loadSplat<T>(start(Block.Hash) + 4);
    let b = loadSplat<T>(start(Block.Hash) + 8);
    let c = loadSplat<T>(start(Block.Hash) + 12);
    let d = add(loadSplat<T>(start(Block.Hash) + 16), w);
    let e = loadSplat<T>(start(Block.Hash) + 20);
    let f = loadSplat<T>(start(Block.Hash) + 24);
    let g = loadSplat<T>(start(Block.Hash) + 28);
    g = x<T>(item, 1, d, e, f, g); c = add(c, g); g = add(g, T2(h, a, b));
    f = x<T>(item, 2, c, d, e, f); b = add(b, f); f = add(f, T2(g, h, a));
    e = x<T>(item, 3, b, c, d, e); a = add(a, e); e = add(e, T2(f, g, h));
    d = x<T>(item, 4, a, b, c, d); h = add(h, d); d = add(d, T2(e, f, g));
    c = x<T>(item, 5, h, a, b, c); g = add(g, c); c = add(c, T2(d, e, f));
    b = x<T>(item, 6, g, h, a, b); f = add(f, b); b = add(b, T2(c, d, e));
    a = x<T>(item, 7, f, g, h, a); e = add(e, a); a = add(a, T2(b, c, d));
    h = x<T>(item, 8, e, f, g, h); d = add(d, h); h = add(h, T2(a, b, c));
    g = x<T>(item, 9, d, e, f, g); c = add(c, g); g = add(g, T2(h, a, b));
    f = x<T>(item, 10, c, d, e, f); b = add(b, f); f = add(f, T2(g, h, a));
    e = x<T>(item, 11, b, c, d, e); a = add(a, e); e = add(e, T2(f, g, h));
    d = x<T>(item, 12, a, b, c, d); h = add(h, d); d = add(d, T2(e, f, g));
    c = x<T>(item, 13, h, a, b, c); g = add(g, c); c = add(c, T2(d, e, f));
    b = x<T>(item, 14, g, h, a, b); f = add(f, b); b = add(b, T2(c, d, e));
    a = x<T>(item, 15, f, g, h, a); e = add(e, a); a = add(a, T2(b, c, d));
    h = x<T>(item, 16, e, f, g, h); d = add(d, h); h = add(h, T2(a, b, c));
    g = x<T>(item, 17, d, e, f, g); c = add(c, g); g = add(g, T2(h, a, b));
    f = x<T>(item, 18, c, d, e, f); b = add(b, f); f = add(f, T2(g, h, a));
    e = x<T>(item, 19, b, c, d, e); a = add(a, e); e = add(e, T2(f, g, h));
    d = x<T>(item, 20, a, b, c, d); h = add(h, d); d = add(d, T2(e, f, g));
    c = x<T>(item, 21, h, a, b, c); g = add(g, c); c = add(c, T2(d, e, f));
    b = x<T>(item, 22, g, h, a, b); f = add(f, b); b = add(b, T2(c, d, e));
    a = x<T>(item, 23, f, g, h, a); e = add(e, a); a = add(a, T2(b, c, d));
    h = x<T>(item, 24, e, f, g, h); d = add(d, h); h = add(h, T2(a, b, c));
    g = x<T>(item, 25, d, e, f, g); c = add(c, g); g = add(g, T2(h, a, b));
    f = x<T>(item, 26, c, d, e, f); b = add(b, f); f = add(f, T2(g, h, a));
    e = x<T>(item, 27, b, c, d, e); a = add(a, e); e = add(e, T2(f, g, h));
    d = x<T>(item, 28, a, b, c, d); h = add(h, d); d = add(d, T2(e, f, g));
    c = x<T>(item, 29, h, a, b, c); g = add(g, c); c = add(c, T2(d, e, f));
    b = x<T>(item, 30, g, h, a, b); f = add(f, b); b = add(b, T2(c, d, e));
    store<T>(item, b, 0 * sizeof<T>());
    store<T>(item, c, 1 * sizeof<T>());
    store<T>(item, d, 2 * sizeof<T>());
    store<T>(item, e, 3 * sizeof<T>());
    store<T>(item, f, 4 * sizeof<T>());
    store<T>(item, g, 5 * sizeof<T>());
    store<T>(item, h, 6 * sizeof<T>());
    store<T>(item, a, 7 * sizeof<T>());
  }
}

export function second2<T>(nonce: u32, left: u32): void {
  const target = loadSplat<T>(TARGET_TOP);
  for (let item = BATCH; item != END<T>(); item += ITEM<T>()) {
    let a = load<T>(item, 7 * sizeof<T>());
    let b = load<T>(item, 0 * sizeof<T>());
    let c = load<T>(item, 1 * sizeof<T>());
    let d = load<T>(item, 2 * sizeof<T>());
    let e = load<T>(item, 3 * sizeof<T>());
    let f = load<T>(item, 4 * sizeof<T>());
    let g = load<T>(item, 5 * sizeof<T>());
    let h = load<T>(item, 6 * sizeof<T>());
    a = x<T>(item, 31, f, g, h, a); e = add(e, a); a = add(a, T2(b, c, d));
    h = x<T>(item, 32, e, f, g, h); d = add(d, h); h = add(h, T2(a, b, c));
    g = x<T>(item, 33, d, e, f, g); c = add(c, g); g = add(g, T2(h, a, b));
    f = x<T>(item, 34, c, d, e, f); b = add(b, f); f = add(f, T2(g, h, a));
    e = x<T>(item, 35, b, c, d, e); a = add(a, e); e = add(e, T2(f, g, h));
    d = x<T>(item, 36, a, b, c, d); h = add(h, d); d = add(d, T2(e, f, g));
    c = x<T>(item, 37, h, a, b, c); g = add(g, c); c = add(c, T2(d, e, f));
    b = x<T>(item, 38, g, h, a, b); f = add(f, b); b = add(b, T2(c, d, e));
    a = x<T>(item, 39, f, g, h, a); e = add(e, a); a = add(a, T2(b, c, d));
    h = x<T>(item, 40, e, f, g, h); d = add(d, h); h = add(h, T2(a, b, c));
    g = x<T>(item, 41, d, e, f, g); c = add(c, g); g = add(g, T2(h, a, b));
    f = x<T>(item, 42, c, d, e, f); b = add(b, f); f = add(f, T2(g, h, a));
    e = x<T>(item, 43, b, c, d, e); a = add(a, e); e = add(e, T2(f, g, h));
    d = x<T>(item, 44, a, b, c, d); h = add(h, d); d = add(d, T2(e, f, g));
    c = x<T>(item, 45, h, a, b, c); g = add(g, c); c = add(c, T2(d, e, f));
    b = x<T>(item, 46, g, h, a, b); f = add(f, b); b = add(b, T2(c, d, e));
    a = x<T>(item, 47, f, g, h, a); e = add(e, a); a = add(a, T2(b, c, d));
    h = x<T>(item, 48, e, f, g, h); d = add(d, h); h = add(h, T2(a, b, c));
    g = x<T>(item, 49, d, e, f, g); c = add(c, g); g = add(g, T2(h, a, b));
    f = x<T>(item, 50, c, d, e, f); b = add(b, f); f = add(f, T2(g, h, a));
    e = x<T>(item, 51, b, c, d, e); a = add(a, e); e = add(e, T2(f, g, h));
    d = x<T>(item, 52, a, b, c, d); h = add(h, d); d = add(d, T2(e, f, g));
    c = x<T>(item, 53, h, a, b, c); g = add(g, c); c = add(c, T2(d, e, f));
    b = x<T>(item, 54, g, h, a, b); f = add(f, b); b = add(b, T2(c, d, e));
    a = x<T>(item, 55, f, g, h, a); e = add(e, a); a = add(a, T2(b, c, d));
    h = x<T>(item, 56, e, f, g, h); d = add(d, h); h = add(h, T2(a, b, c));
    c = add(c, x<T>(item, 57, d, e, f, g));
    b = add(b, x<T>(item, 58, c, d, e, f));
    a = add(a, x<T>(item, 59, b, c, d, e));
    h = add(h, x<T>(item, 60, a, b, c, d));
    const top = byteSwap(h);
    if (anyAtMost(top, target)) {
      store<T>(item, top);
      const index = (<u32>((item - BATCH) / ITEM<T>())) * lanes<T>();
      if (index < left) collect<T>(item, nonce + index, left - index);
    }
  }
}
