import { add, loadSplat } from '../lanes';
import { sigma0, sigma1 } from '../sha256/functions';
import { Block, addends, firstRound, fixedParts, isFixed, lastRound, varies } from './block';

/** @inline */
export function slot<T>(item: usize, t: usize): usize {
  return item + sizeof<T>() * (8 + (t & 15));
}

/** @inline */
export function word<T>(item: usize, t: usize): T {
  return load<T>(slot<T>(item, t));
}

/** @inline */
export function setWord<T>(item: usize, t: usize, w: T): void {
  store<T>(slot<T>(item, t), w);
}

/** @inline */
export function extend<T>(block: Block, item: usize, t: usize): T {
  if (t < 16) return word<T>(item, t);
  let w: T;
  // σ1(W[t−2]) never is all there is.
  if (varies(block, t - 2)) {
    w = sigma1(word<T>(item, t - 2));
    if (varies(block, t - 7)) w = add(w, word<T>(item, t - 7));
    if (varies(block, t - 15)) w = add(w, sigma0(word<T>(item, t - 15)));
  } else {
    w = varies(block, t - 15) ? sigma0(word<T>(item, t - 15)) : word<T>(item, t - 16);
  }
  if (varies(block, t - 16) && (varies(block, t - 2) || varies(block, t - 15))) w = add(w, word<T>(item, t - 16));
  if (isFixed(block, t - 2) || isFixed(block, t - 7) || isFixed(block, t - 15) || isFixed(block, t - 16)) {
    w = add(w, loadSplat<T>(fixedParts(block) + 4 * t));
  }
  if (t + 2 <= lastRound(block)) setWord(item, t, w);
  return w;
}

/** h + K[t] + W[t] @inline */
export function addWord<T>(block: Block, item: usize, t: usize, h: T): T {
  let x = loadSplat<T>(addends(block) + 4 * t);
  if (t >= firstRound(block) + 4) x = add(h, x);
  if (varies(block, t)) x = add(x, extend<T>(block, item, t));
  return x;
}
