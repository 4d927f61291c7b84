// @ts-nocheck: TypeScript cannot see that isVector<T>() decides what T is.

// A lane type T is u32 (one nonce) or v128 (four nonces, one in each 32-bit lane). The branches are decided when T is
// known, so that each function is one or a few machine instructions.

/** How many nonces a T holds. @inline */
export function lanes<T>(): u32 {
  return isVector<T>() ? 4 : 1;
}

/** The number x in every lane. @inline */
export function splat<T>(x: u32): T {
  return isVector<T>() ? i32x4.splat(x) : x;
}

/** The u32 at an address in every lane. @inline */
export function loadSplat<T>(address: usize): T {
  return isVector<T>() ? v128.load_splat<u32>(address) : load<u32>(address);
}

/** x, x + 1, … lane by lane. @inline */
export function ascending<T>(x: u32): T {
  return isVector<T>() ? i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3)) : x;
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

/** @inline */
export function shr<T>(x: T, n: i32): T {
  return isVector<T>() ? i32x4.shr_u(x, n) : x >> n;
}

/** WebAssembly has no vector rotation. @inline */
export function rotr<T>(x: T, n: i32): T {
  return isVector<T>() ? v128.xor(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n)) : ((x >> n) | (x << (32 - n)));
}

/** The bytes of each lane in reverse order. @inline */
export function byteSwap<T>(x: T): T {
  return isVector<T>() ? i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12) : bswap(x);
}

/** Whether any lane of a is at most that of b, unsigned. @inline */
export function anyAtMost<T>(a: T, b: T): bool {
  return isVector<T>() ? v128.any_true(i32x4.le_u(a, b)) : a <= b;
}
