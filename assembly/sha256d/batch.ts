// The hashing of a nonce is cut into four phases, and each runs over a whole batch before the next begins. Unrolled, the
// four together are more code than the instruction caches of common CPUs hold, and the compiler spills registers twice as
// often: on a Zen 4 in one phase they run at 0.68 (Node 20) and 0.82 (Node 24) of this rate.

/** Items in a batch: 64 of four nonces take 24 KB, which leaves room in a first-level data cache of 32 KB. */
export const ITEMS: u32 = 64;

/** Between phases an item is its state, a … h, and the last sixteen words of its message schedule. */
const SLOTS: i32 = 8 + 16;

/** Room for the widest lane type, 16 bytes. */
export const BATCH: usize = memory.data((ITEMS as i32) * SLOTS * 16, 64);

/** @inline */
export function itemSize<T>(): usize {
  return (SLOTS as usize) * sizeof<T>();
}

/** @inline */
export function batchEnd<T>(): usize {
  return BATCH + (ITEMS as usize) * itemSize<T>();
}

/** @inline */
export function loadState<T>(item: usize, i: usize): T {
  return load<T>(item + i * sizeof<T>());
}

/** @inline */
export function loadWord<T>(item: usize, i: usize): T {
  return load<T>(item + (8 + i) * sizeof<T>());
}

/** @inline */
export function storeState<T>(item: usize, a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T): void {
  storeFour(item, 0, a, b, c, d);
  storeFour(item, 4, e, f, g, h);
}

/** W[i], W[i + 1] … @inline */
export function storeWords<T>(item: usize, i: usize, p: T, q: T, r: T, s: T): void {
  storeFour(item, 8 + i, p, q, r, s);
}

/** @inline */
function storeFour<T>(item: usize, slot: usize, p: T, q: T, r: T, s: T): void {
  const address = item + slot * sizeof<T>();
  store<T>(address, p);
  store<T>(address, q, sizeof<T>());
  store<T>(address, r, 2 * sizeof<T>());
  store<T>(address, s, 3 * sizeof<T>());
}
