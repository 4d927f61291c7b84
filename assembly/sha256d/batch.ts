import { lanes, VECTORS } from '../lanes';

// The hashing of an item, VECTORS T of nonces with one version, is cut into phases, and each runs over a whole batch before the
// next begins. Unrolled, all of them together are more code than the instruction caches of common CPUs hold, and the
// compiler spills registers twice as often: on a Zen 4 the SIMD kernel in one phase runs at 0.68 (Node 20) and 0.82
// (Node 24) of the rate in four.

/** Items in a batch: 64 of four nonces, or 32 of two vectors, take 24 KB, which leaves room in a first-level data cache of 32 KB. */
export const ITEMS: u32 = 64 / VECTORS;

/** Between phases an item is its state, a … h, and the last sixteen words of its message schedule. */
const SLOTS: i32 = 8 + 16;

/** Room for the widest lane type, 16 bytes. */
export const BATCH: usize = memory.data(((ITEMS * VECTORS) as i32) * SLOTS * 16, 64);

/** The end of the items in the batch. */
export let batchEnd: usize = BATCH;

/** How many versions each nonce is hashed with. */
export let versionCount: u32 = 1;

export function setVersionCount(count: u32): void {
  versionCount = count;
}

/** How many nonces an item has. @inline */
export function itemLanes<T>(): u32 {
  return VECTORS * lanes<T>();
}

/** How many nonces fill the batch. */
export function nonceStepOf<T>(): u32 {
  return (ITEMS / versionCount) * itemLanes<T>();
}

/** Sizes the batch for `count` nonces with all their versions. */
export function sizeBatch<T>(count: u32): void {
  const groups = (count + itemLanes<T>() - 1) / itemLanes<T>();
  batchEnd = BATCH + ((groups * versionCount) as usize) * itemSize<T>();
}

/** A slot is VECTORS T. @inline */
export function slotSize<T>(): usize {
  return VECTORS * sizeof<T>();
}

/** @inline */
export function itemSize<T>(): usize {
  return (SLOTS as usize) * slotSize<T>();
}

/** @inline */
export function loadState<T>(item: usize, i: usize): T {
  return load<T>(item + i * slotSize<T>());
}

/** @inline */
export function loadWord<T>(item: usize, i: usize): T {
  return load<T>(wordSlot<T>(item, i));
}

/** @inline */
export function wordSlot<T>(item: usize, i: usize): usize {
  return item + (8 + i) * slotSize<T>();
}

/** @inline */
export function storeState<T>(item: usize, a: T, b: T, c: T, d: T, e: T, f: T, g: T, h: T): void {
  storeFour(item, 0, a, b, c, d);
  storeFour(item, 4, e, f, g, h);
}

/** Keeps the most significant word of each of the item's hashes, in place of its state. @inline */
export function storeTops<T>(item: usize, tops: T): void {
  store<T>(item, tops);
}

/** @param item its index in the batch */
export function loadTop<T>(item: u32, lane: u32): u32 {
  return load<u32>(BATCH + (item as usize) * itemSize<T>() + 4 * lane);
}

/** W[i], W[i + 1] … @inline */
export function storeWords<T>(item: usize, i: usize, p: T, q: T, r: T, s: T): void {
  storeFour(item, 8 + i, p, q, r, s);
}

/** @inline */
function storeFour<T>(item: usize, slot: usize, p: T, q: T, r: T, s: T): void {
  const address = item + slot * slotSize<T>();
  store<T>(address, p);
  store<T>(address, q, slotSize<T>());
  store<T>(address, r, 2 * slotSize<T>());
  store<T>(address, s, 3 * slotSize<T>());
}
