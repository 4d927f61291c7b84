import { K } from './constants';
import { nextWord, plusT2, T1 } from './functions';

// SHA-256's compression in small loops over u32 in memory, for what happens once a header or once a candidate.

/** W[t] from the sixteen words before it in memory. */
export function wordAt(address: usize): u32 {
  return nextWord<u32>(
    load<u32>(address - 4 * 16),
    load<u32>(address - 4 * 15),
    load<u32>(address - 4 * 7),
    load<u32>(address - 4 * 2),
  );
}

/** Runs the first `count` rounds over the state, eight words in memory. */
export function rounds(state: usize, w: usize, count: usize): void {
  let a = load<u32>(state, 0);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let t: usize = 0; t < count; t++) {
    const t1 = T1<u32>(h + load<u32>(K + 4 * t) + load<u32>(w + 4 * t), e, f, g);
    const t1t2 = plusT2<u32>(t1, a, b, c);
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1t2;
  }
  store<u32>(state, a, 0);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
  store<u32>(state, e, 16);
  store<u32>(state, f, 20);
  store<u32>(state, g, 24);
  store<u32>(state, h, 28);
}

/**
 * Compresses a block.
 * @param hash the hash value before it
 * @param next the hash value after it
 * @param w room for 64 words, the block in the first 16
 */
export function compress(hash: usize, next: usize, w: usize): void {
  for (let t: usize = 16; t < 64; t++) store<u32>(w + 4 * t, wordAt(w + 4 * t));
  memory.copy(next, hash, 32);
  rounds(next, w, 64);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(next + i, load<u32>(next + i) + load<u32>(hash + i));
}
