// @ts-nocheck: TypeScript cannot see that isVector<T>() decides what T is.

// A lane type T is u32, one nonce at a time, or v128, four nonces in its 32-bit lanes. The branches are decided when
// T is known: each function becomes one or a few machine instructions in its caller (asconfig.inline.js).

/** How many T are hashed side by side: two in the wide kernel, for which asconfig.json defines WIDE. */
export const VECTORS: u32 = isDefined(WIDE) ? 2 : 1;

/** How many nonces a T holds. @inline */
export function lanes<T>(): u32 {
  return sizeof<T>() / sizeof<u32>();
}

/** The u32 at an address in every lane. @inline */
export function loadSplat<T>(address: usize): T {
  return isVector<T>() ? v128.load_splat<u32>(address) : load<u32>(address);
}

/** The number x in every lane. @inline */
export function splat<T>(x: u32): T {
  return isVector<T>() ? i32x4.splat(x) : x;
}

/** x, x + 1, … lane by lane. @inline */
export function ascending<T>(x: u32): T {
  return isVector<T>() ? i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3)) : x;
}

/** The bytes of each lane in reverse order. @inline */
export function byteSwap<T>(x: T): T {
  return isVector<T>() ? i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12) : bswap(x);
}

/** Whether any lane of a is at most the same lane of b, unsigned. @inline */
export function anyAtMost<T>(a: T, b: T): bool {
  return isVector<T>() ? v128.any_true(i32x4.le_u(a, b)) : a <= b;
}

/** a + b modulo 2^32. @inline */
export function add<T>(a: T, b: T): T {
  return isVector<T>() ? i32x4.add(a, b) : a + b;
}

/** @inline */
export function and<T>(a: T, b: T): T {
  return isVector<T>() ? v128.and(a, b) : a & b;
}

/** @inline */
export function xor<T>(a: T, b: T): T {
  return isVector<T>() ? v128.xor(a, b) : a ^ b;
}

/** x rotated right by i, by j and by k, the three xored. @inline */
export function xorRotations<T>(x: T, i: i32, j: i32, k: i32): T {
  // WebAssembly has no vector rotation. Right shifts first, then left: 3 % faster than one rotation after the other on
  // Node 20, and equal on Node 24 (docs/kernel-log.md).
  return isVector<T>()
    ? v128.xor(
        v128.xor(v128.xor(i32x4.shr_u(x, i), i32x4.shr_u(x, j)), i32x4.shr_u(x, k)),
        v128.xor(v128.xor(i32x4.shl(x, 32 - i), i32x4.shl(x, 32 - j)), i32x4.shl(x, 32 - k)),
      )
    : i32.rotr(x, i) ^ i32.rotr(x, j) ^ i32.rotr(x, k);
}

/** x rotated right by i and by j and shifted right by k, the three xored. @inline */
export function xorRotationsAndShift<T>(x: T, i: i32, j: i32, k: i32): T {
  return isVector<T>()
    ? v128.xor(
        v128.xor(v128.xor(i32x4.shr_u(x, i), i32x4.shr_u(x, j)), i32x4.shr_u(x, k)),
        v128.xor(i32x4.shl(x, 32 - i), i32x4.shl(x, 32 - j)),
      )
    : i32.rotr(x, i) ^ i32.rotr(x, j) ^ (x >> k);
}
