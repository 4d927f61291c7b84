import { add, and, rotr, shr, xor } from '../lanes';

// FIPS 180-4, 4.1.2, over any lane type; the names are those of Bitcoin Core's sha256.cpp.

/** Ch in three operations instead of the standard's four. @inline */
export function Ch<T>(e: T, f: T, g: T): T {
  return xor(and(xor(f, g), e), g);
}

/** Maj with b ^ c from the round before, where it was a ^ b: the compiler keeps that value. @inline */
export function Maj<T>(a: T, b: T, c: T): T {
  return xor(and(xor(a, b), xor(b, c)), b);
}

/** Σ0 @inline */
export function Sigma0<T>(a: T): T {
  return xor(xor(rotr(a, 2), rotr(a, 13)), rotr(a, 22));
}

/** Σ1 @inline */
export function Sigma1<T>(e: T): T {
  return xor(xor(rotr(e, 6), rotr(e, 11)), rotr(e, 25));
}

/** σ0 @inline */
export function sigma0<T>(w: T): T {
  return xor(xor(rotr(w, 7), rotr(w, 18)), shr(w, 3));
}

/** σ1 @inline */
export function sigma1<T>(w: T): T {
  return xor(xor(rotr(w, 17), rotr(w, 19)), shr(w, 10));
}

/** T1, where `k` is K[t] + W[t]. @inline */
export function T1<T>(e: T, f: T, g: T, h: T, k: T): T {
  return add(add(add(h, k), Sigma1(e)), Ch(e, f, g));
}

/** T2 @inline */
export function T2<T>(a: T, b: T, c: T): T {
  return add(Sigma0(a), Maj(a, b, c));
}
