import { MAX_VERSIONS } from '../interface';
import { add, loadSplat } from '../lanes';
import { rounds, wordAt } from '../sha256/compress';
import { H, K } from '../sha256/constants';
import { HASH_BLOCK, HEADER_BLOCK, midstate, W } from './blocks';

// What the nonce does not decide of its two compressions is worked out once a header. All sums are taken apart into a
// fixed part, here, and one that varies.

// Of a message there is a table of u32, FIRST and SECOND:

/** For each round the fixed part of K[t] + W[t]. */
const ADDENDS: usize = 0;
/** For each round the fixed part of W[t], if another part of it varies. */
const WORDS: usize = ADDENDS + 4 * 64;

/** Of the header's second block. */
export const FIRST: usize = memory.data(4 * (64 + 64), 16);
/** Of the first hash. */
export const SECOND: usize = memory.data(4 * (64 + 64), 16);

// Of a hash value before such a message there is another:

/** The state after the first round whose word varies, were that word zero: it only adds to a and to e. */
const STATE: usize = 0;
/** That state's h, g and f are the h of the next three rounds: their sums with the rounds' fixed addends. */
const NEXT: usize = STATE + 4 * 8;
/** The hash value itself. */
const HASH: usize = NEXT + 4 * 3;
const START_SIZE: usize = HASH + 4 * 8;

const FIRST_STARTS: usize = memory.data((START_SIZE as i32) * (MAX_VERSIONS as i32), 64);
export const SECOND_START: usize = memory.data(START_SIZE as i32, 64);

/** @inline */
export function firstStart(version: u32): usize {
  return FIRST_STARTS + START_SIZE * version;
}

/** @inline */
export function fixedAddend<T>(table: usize, t: usize): T {
  return loadSplat<T>(table + ADDENDS + 4 * t);
}

/** @inline */
export function plusFixedWord<T>(w: T, table: usize, t: usize): T {
  return add(w, loadSplat<T>(table + WORDS + 4 * t));
}

/** @inline */
export function startState<T>(start: usize, i: usize): T {
  return loadSplat<T>(start + STATE + 4 * i);
}

/** @inline */
export function startAddend<T>(start: usize, i: usize): T {
  return loadSplat<T>(start + NEXT + 4 * i);
}

/** @inline */
export function plusStartHash<T>(x: T, start: usize, i: usize): T {
  return add(x, loadSplat<T>(start + HASH + 4 * i));
}

export function fixFirst(versions: u32): void {
  fixWords(FIRST, HEADER_BLOCK, 1 << 3);
  for (let i: u32 = 0; i < versions; i++) fixStart(firstStart(i), FIRST, midstate(i), HEADER_BLOCK, 3);
}

export function fixSecond(): void {
  fixWords(SECOND, HASH_BLOCK, 0xff);
  fixStart(SECOND_START, SECOND, H, HASH_BLOCK, 0);
  // What is compared is the e of round 60 plus H[7]: later rounds only pass it on, to f, g and h.
  addTo(SECOND + ADDENDS + 4 * 60, load<u32>(H, 4 * 7));
}

/** @param varying the words of the block that vary, bit t for W[t]; they are zero in the block */
function fixWords(table: usize, block: usize, varying: u64): void {
  memory.copy(W, block, 64);
  for (let t: usize = 0; t < 64; t++) {
    const w = W + 4 * t;
    if (t >= 16) {
      const sources =
        (varying >> (t - 16)) | (varying >> (t - 15)) | (varying >> (t - 7)) | (varying >> (t - 2));
      varying |= (sources & 1) << t;
      store<u32>(w, wordAt(w));
    }
    if ((varying >> t) & 1) {
      store<u32>(table + WORDS + 4 * t, load<u32>(w));
      store<u32>(w, 0);
    }
    store<u32>(table + ADDENDS + 4 * t, load<u32>(K + 4 * t) + load<u32>(w));
  }
}

/** @param first the first round whose word varies */
function fixStart(start: usize, table: usize, hash: usize, block: usize, first: usize): void {
  memory.copy(start + HASH, hash, 32);
  memory.copy(start + STATE, hash, 32);
  rounds(start + STATE, block, first + 1);
  for (let i: usize = 0; i < 3; i++) {
    const addend = load<u32>(table + ADDENDS + 4 * (first + 1 + i));
    store<u32>(start + NEXT + 4 * i, load<u32>(start + STATE + 4 * (7 - i)) + addend);
  }
}

/** @inline */
function addTo(address: usize, x: u32): void {
  store<u32>(address, load<u32>(address) + x);
}
