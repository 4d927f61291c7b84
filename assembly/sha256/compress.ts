import { K } from './constants';
import { sigma0, sigma1, T1, T2 } from './functions';

/** Extends a message of 16 words in place: W[16] … W[end − 1]. */
export function extend(w: usize, end: usize): void {
  for (let t: usize = 16; t < end; t++) store<u32>(w + 4 * t, nextWord(w + 4 * t));
}

/** W[t] from the sixteen words before it, which end at `at`. @inline */
export function nextWord(at: usize): u32 {
  return sigma1(load<u32>(at - 8)) + load<u32>(at - 28) + sigma0(load<u32>(at - 60)) + load<u32>(at - 64);
}

/** Runs the first `count` rounds over the eight words at `state`. */
export function rounds(state: usize, w: usize, count: usize): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  let e = load<u32>(state, 16);
  let f = load<u32>(state, 20);
  let g = load<u32>(state, 24);
  let h = load<u32>(state, 28);
  for (let t: usize = 0; t < count; t++) {
    const t1 = T1<u32>(e, f, g, h, load<u32>(K + 4 * t) + load<u32>(w + 4 * t));
    const t2 = T2<u32>(a, b, c);
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, d, 12);
  store<u32>(state, e, 16);
  store<u32>(state, f, 20);
  store<u32>(state, g, 24);
  store<u32>(state, h, 28);
}

/**
 * One block of SHA-256 in a small loop, for what happens once a header or once a candidate.
 * @param from the hash value before; @param to the one after; @param w room for 64 words, the first 16 filled
 */
export function compress(from: usize, to: usize, w: usize): void {
  extend(w, 64);
  memory.copy(to, from, 32);
  rounds(to, w, 64);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(to + i, load<u32>(to + i) + load<u32>(from + i));
}
