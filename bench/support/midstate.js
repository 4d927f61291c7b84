/** The first primes, whose roots SHA-256's constants are taken from (FIPS 180-4, 4.2.2 and 5.3.3). */
const PRIMES = firstPrimes(64);
const K = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const H = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

/**
 * SHA-256's state after one block. The kernels work theirs out themselves; the yardsticks are handed it.
 * @param {Uint8Array} block 64 bytes
 */
export function midstate(block) {
  const view = new DataView(block.buffer, block.byteOffset, 64);
  const words = Array.from({ length: 16 }, (_, index) => view.getUint32(4 * index));
  for (let t = 16; t < 64; t++) {
    const [w2, w7, w15, w16] = [at(words, t - 2), at(words, t - 7), at(words, t - 15), at(words, t - 16)];
    const sigma0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const sigma1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    words.push((w16 + sigma0 + w7 + sigma1) | 0);
  }
  let [a, b, c, d, e, f, g, h] = /** @type {Eight} */ (H);
  for (let t = 0; t < 64; t++) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + at(K, t) + at(words, t)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g];
  }
  return Uint32Array.of(a, b, c, d, e, f, g, h).map((word, index) => word + at(H, index));
}

/** @typedef {[number, number, number, number, number, number, number, number]} Eight */

/** @param {number} count */
function firstPrimes(count) {
  /** @type {number[]} */
  const primes = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

/**
 * The first 32 bits of the fractional part; a double has 17 more.
 * @param {number} root
 */
function fraction(root) {
  return Math.floor((root % 1) * 2 ** 32);
}

/**
 * @param {number} word
 * @param {number} by
 */
function rotate(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/**
 * @param {readonly number[]} words
 * @param {number} index
 */
function at(words, index) {
  return words[index] ?? 0;
}
