import { add, loadSplat } from '../lanes';
import { rounds, wordAt } from '../sha256/compress';
import { H, K } from '../sha256/constants';
import { HASH_BLOCK, HEADER_BLOCK, MIDSTATE, W } from './blocks';

// What the nonce does not decide of its two compressions is worked out once a header. All sums are taken apart into a
// fixed part, here, and one that varies. For each compression there is a table of u32:

/** For each round the fixed part of K[t] + W[t] + h. */
const ADDENDS: usize = 0;
/** For each round the fixed part of W[t], if another part of it varies. */
const WORDS: usize = ADDENDS + 4 * 64;
/** The state after the first round whose word varies, were that word zero: it only adds to a and to e. */
const STATE: usize = WORDS + 4 * 64;
/** The hash value before the block. */
const HASH: usize = STATE + 4 * 8;

/** Of the compression of the header's second block. */
export const FIRST: usize = memory.data(4 * (64 + 64 + 8 + 8), 16);
/** Of the compression of the first hash. */
export const SECOND: usize = memory.data(4 * (64 + 64 + 8 + 8), 16);

/** @inline */
export function fixedAddend<T>(table: usize, t: usize): T {
  return loadSplat<T>(table + ADDENDS + 4 * t);
}

/** @inline */
export function fixedState<T>(table: usize, i: usize): T {
  return loadSplat<T>(table + STATE + 4 * i);
}

/** @inline */
export function plusFixedWord<T>(w: T, table: usize, t: usize): T {
  return add(w, loadSplat<T>(table + WORDS + 4 * t));
}

/** @inline */
export function plusFixedHash<T>(x: T, table: usize, i: usize): T {
  return add(x, loadSplat<T>(table + HASH + 4 * i));
}

export function fixFirst(): void {
  fix(FIRST, MIDSTATE, HEADER_BLOCK, 1 << 3);
}

export function fixSecond(): void {
  fix(SECOND, H, HASH_BLOCK, 0xff);
  // What is compared is the e of round 60 plus H[7]: later rounds only pass it on, to f, g and h.
  addTo(SECOND + ADDENDS + 4 * 60, load<u32>(H, 4 * 7));
}

/** @param varying the words of the block that vary, bit t for W[t]; they are zero in the block */
function fix(table: usize, hash: usize, block: usize, varying: u64): void {
  const first = <usize>ctz(varying);
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

  memory.copy(table + HASH, hash, 32);
  memory.copy(table + STATE, hash, 32);
  rounds(table + STATE, W, first + 1);
  // That state's h, g and f are the h of the next three rounds.
  for (let i: usize = 1; i <= 3; i++) {
    addTo(table + ADDENDS + 4 * (first + i), load<u32>(table + STATE + 4 * (8 - i)));
  }
}

/** @inline */
function addTo(address: usize, x: u32): void {
  store<u32>(address, load<u32>(address) + x);
}
