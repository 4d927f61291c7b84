/**
 * Compact bits: how a header writes its 256-bit target in 32 bits, as Bitcoin Core's arith_uint256 (SetCompact,
 * GetCompact) reads and writes it. From the top: 8 bits of size in bytes, 1 sign bit, 23 bits of mantissa;
 * value = mantissa · 256^(size − 3).
 */
import { InputError } from '../errors.js';
import { hexDigits } from './bytes.js';
import { checkInteger, MAX_U32 } from './check.js';

const SIGN = 0x00800000;
const MANTISSA = 0x007fffff;
const FAULTS = { negative: 'negative', overflow: 'greater than 2^256 - 1', zero: 'zero' } as const;

/** The parts of compact bits. */
export interface Compact {
  /** Length of the value in bytes, 0 … 255: the top byte of the bits. */
  readonly size: number;
  /** Its three most significant bytes, without the sign: 0 … 0x7fffff. */
  readonly mantissa: number;
  /** The value without its sign, reduced modulo 2^256 when it overflows. */
  readonly value: bigint;
  /** The sign bit is set and the value is not zero. */
  readonly negative: boolean;
  /** The value does not fit into 256 bits. */
  readonly overflow: boolean;
  /** Why the bits are no target; undefined if they are one. */
  readonly fault: keyof typeof FAULTS | undefined;
}

/**
 * Takes compact bits apart, whether or not they are a valid target: Core's SetCompact.
 * @param bits 32 bits as an unsigned number, or as 8 hex digits in display order ("1d00ffff", "0x1d00ffff")
 * @throws InputError (`ERR_INVALID_TARGET`) if they are neither
 */
export function decodeCompact(bits: number | string): Compact {
  const compact = parseBits(bits);
  const size = compact >>> 24;
  const mantissa = compact & MANTISSA;
  // A size below 3 shifts mantissa bytes out; sign and overflow are judged by what is left, as in Core.
  const word = size < 3 ? mantissa >>> (8 * (3 - size)) : mantissa;
  const value = size <= 3 ? BigInt(word) : BigInt.asUintN(256, BigInt(word) << BigInt(8 * (size - 3)));
  const negative = word !== 0 && (compact & SIGN) !== 0;
  const overflow = word !== 0 && (size > 34 || (word > 0xff && size > 33) || (word > 0xffff && size > 32));
  const fault = negative ? 'negative' : overflow ? 'overflow' : word === 0 ? 'zero' : undefined;
  return { size, mantissa, value, negative, overflow, fault };
}

/**
 * The target that compact bits stand for.
 * @param bits an unsigned number, or 8 hex digits in display order
 * @throws InputError (`ERR_INVALID_TARGET`) if it is zero, negative or greater than 2^256 − 1: such a header can
 *   never be valid
 */
export function compactToBigInt(bits: number | string): bigint {
  const { value, fault } = decodeCompact(bits);
  if (fault !== undefined) {
    const expected = `the compact form of a valid target (its value is ${FAULTS[fault]})`;
    const got = typeof bits === 'number' ? formatBits(bits) : bits;
    throw new InputError('ERR_INVALID_TARGET', 'bits', expected, got);
  }
  return value;
}

/**
 * The greatest compact bits whose value does not exceed `value`: Core's GetCompact, which cuts off all but the three
 * most significant bytes (two, when the third would set the sign bit).
 * @param value 0 … 2^256 − 1
 */
export function bigIntToCompact(value: bigint): number {
  if (typeof value !== 'bigint' || value < 0n || value >> 256n !== 0n) {
    throw new InputError('ERR_INVALID_TARGET', 'value', 'a bigint from 0 to 2^256 - 1', value);
  }
  let size = value === 0n ? 0 : Math.ceil(value.toString(16).length / 2);
  let mantissa = Number(size <= 3 ? value << BigInt(8 * (3 - size)) : value >> BigInt(8 * (size - 3)));
  if (mantissa & SIGN) {
    mantissa >>>= 8;
    size += 1;
  }
  return ((size << 24) | mantissa) >>> 0;
}

/** Compact bits as RPC prints them: 8 hex digits, display order. */
export function formatBits(bits: number): string {
  return checkInteger(bits, 0, MAX_U32, 'bits', 'ERR_INVALID_TARGET').toString(16).padStart(8, '0');
}

/**
 * Compact bits as a number from the number itself, or from 8 hex digits in display order, with or without `0x`.
 * Whether they are a valid target is not looked at.
 * @throws InputError (`ERR_INVALID_TARGET`)
 */
export function parseBits(bits: number | string): number {
  if (typeof bits !== 'string') return checkInteger(bits, 0, MAX_U32, 'bits', 'ERR_INVALID_TARGET');
  const digits = hexDigits(bits, 'bits', 'ERR_INVALID_TARGET', '0x');
  if (digits.length !== 8) {
    throw new InputError('ERR_INVALID_TARGET', 'bits', '8 hex digits', bits);
  }
  return Number.parseInt(digits, 16);
}
