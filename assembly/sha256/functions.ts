import { add, and, xor, xorRotations, xorRotationsAndShift } from '../lanes';

// FIPS 180-4, 4.1.2 and 6.2.2, over any lane type; the names are those of Bitcoin Core's sha256.cpp.

/** Ch with one operation less than in the standard. @inline */
export function Ch<T>(e: T, f: T, g: T): T {
  return xor(and(xor(f, g), e), g);
}

/** Maj, where b ^ c is the a ^ b of the round before: the compiler keeps that value. @inline */
export function Maj<T>(a: T, b: T, c: T): T {
  return xor(and(xor(a, b), xor(b, c)), b);
}

/** Σ0 @inline */
export function Sigma0<T>(a: T): T {
  return xorRotations(a, 2, 13, 22);
}

/** Σ1 @inline */
export function Sigma1<T>(e: T): T {
  return xorRotations(e, 6, 11, 25);
}

/** σ0 @inline */
export function sigma0<T>(w: T): T {
  return xorRotationsAndShift(w, 7, 18, 3);
}

/** σ1 @inline */
export function sigma1<T>(w: T): T {
  return xorRotationsAndShift(w, 17, 19, 10);
}

/** W[t] from W[t − 16], W[t − 15], W[t − 7] and W[t − 2]. @inline */
export function nextWord<T>(w16: T, w15: T, w7: T, w2: T): T {
  return add(add(add(w16, sigma0(w15)), w7), sigma1(w2));
}

/** T1, given the sum of its plain addends h, K[t] and W[t]. @inline */
export function T1<T>(sum: T, e: T, f: T, g: T): T {
  return add(add(sum, Sigma1(e)), Ch(e, f, g));
}

/** T1 + T2, in the order that is 1 % faster on Node 20 than summing T2 first. @inline */
export function plusT2<T>(t1: T, a: T, b: T, c: T): T {
  return add(add(t1, Sigma0(a)), Maj(a, b, c));
}
