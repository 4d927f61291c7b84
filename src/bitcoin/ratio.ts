/** Exact fractions of bigints, for difficulties: a double would lose digits of the target. */

/** A number ≥ 0 as a fraction; not reduced. */
export interface Ratio {
  readonly numerator: bigint;
  /** Greater than zero. */
  readonly denominator: bigint;
}

// The longest exact decimal of a double has 1,075 digits after the point; more is an attack on the parser.
const LONGEST_DECIMAL = 2000;
const DECIMAL = /^(?<whole>\d*)(?:\.(?<part>\d*))?(?:e(?<exponent>[+-]?\d{1,4}))?$/iu;

/** The exact value of a double; undefined if it is negative, infinite or NaN. */
export function ratioOfNumber(value: number): Ratio | undefined {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) return undefined;
  // IEEE 754 binary64: 11 bits of exponent, biased by 1023, and 52 of significand, with a hidden one unless subnormal.
  const word = new DataView(new ArrayBuffer(8));
  word.setFloat64(0, value);
  const bits = word.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const significand = (bits & 0xfffffffffffffn) | (biased === 0 ? 0n : 1n << 52n);
  const shift = Math.max(biased, 1) - 1023 - 52;
  return shift >= 0
    ? { numerator: significand << BigInt(shift), denominator: 1n }
    : { numerator: significand, denominator: 1n << BigInt(-shift) };
}

/** The exact value of an unsigned decimal such as "0.1", "16384" or "1.5e6"; undefined if it is none. */
export function ratioOfDecimal(text: string): Ratio | undefined {
  const groups = text.length <= LONGEST_DECIMAL ? DECIMAL.exec(text)?.groups : undefined;
  if (!groups) return undefined;
  const { whole = '', part = '', exponent = '0' } = groups;
  if (whole + part === '') return undefined;
  const digits = BigInt(whole + part);
  const scale = Number(exponent) - part.length;
  return scale >= 0
    ? { numerator: digits * 10n ** BigInt(scale), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-scale) };
}

/**
 * The double nearest to numerator/denominator: correctly rounded if that is 0 or between 2^-1000 and 2^1000. What this
 * project divides lies between 2^-256 and 2^256.
 */
export function ratioToNumber({ numerator, denominator }: Ratio): number {
  if (numerator === 0n) return 0;
  // Scale to a quotient of 64 or 65 bits: more than the 53 of a double, so that its lowest bit can be sticky (stand for
  // all that was cut off) and the one rounding, by Number(), goes the right way.
  const shift = 64 + bitLength(denominator) - bitLength(numerator);
  const n = shift > 0 ? numerator << BigInt(shift) : numerator;
  const d = shift < 0 ? denominator << BigInt(-shift) : denominator;
  const quotient = n / d;
  const sticky = quotient * d === n ? 0n : 1n;
  return Number(quotient | sticky) * 2 ** -shift;
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
