/**
 * Hex, bytes and integers. Two byte orders meet in Bitcoin: *internal* is the order in which SHA-256 puts out a hash and
 * in which headers and transactions hold it; *display* is its reverse, a big-endian number, which RPC and block
 * explorers print.
 */
import { bytesToHex as nobleBytesToHex, hexToBytes as nobleHexToBytes } from '@noble/hashes/utils.js';
import { type ErrorCode, InputError } from '../errors.js';
import { checkBytes } from './check.js';

/** Bytes of a SHA-256 hash. */
export const HASH_SIZE = 32;

const NOT_HEX = /[^0-9a-f]/iu;

/**
 * The digits of `hex`, any number of them, upper or lower case, without the prefix `0x` if that is allowed. Throws an
 * {@link InputError} that names the first character (counted from 1) that is none.
 * @internal
 */
export function hexDigits(hex: unknown, option: string, code: ErrorCode, prefix?: '0x'): string {
  if (typeof hex !== 'string') throw new InputError(code, option, 'a hex string', hex);
  const digits = prefix ? hex.replace(/^0x/i, '') : hex;
  const bad = NOT_HEX.exec(digits);
  if (bad) {
    const position = hex.length - digits.length + bad.index + 1;
    const where = `character ${position} of ${hex.length} is ${JSON.stringify(bad[0])}`;
    throw new InputError(code, option, `hex digits only (${where})`, hex);
  }
  return digits;
}

/**
 * The bytes that `hex` spells, in the same order: two digits a byte, upper or lower case, no prefix, no spaces.
 * @param option the name that errors give to the argument
 * @throws InputError (`code`) for anything but an even number of hex digits
 */
export function hexToBytes(hex: string, option = 'hex', code: ErrorCode = 'ERR_INVALID_OPTION'): Uint8Array {
  hexDigits(hex, option, code);
  if (hex.length % 2 !== 0) {
    throw new InputError(code, option, `whole bytes of hex (${hex.length} digits are an odd number)`, hex);
  }
  return nobleHexToBytes(hex);
}

/** Lower-case hex of `bytes`, in the same order. */
export function bytesToHex(bytes: Uint8Array): string {
  return nobleBytesToHex(checkBytes(bytes, undefined, 'bytes'));
}

/** A hash as it is printed (display order, 64 hex digits) from its 32 bytes in internal order. */
export function hashToHex(hash: Uint8Array): string {
  return nobleBytesToHex(Uint8Array.from(checkBytes(hash, HASH_SIZE, 'hash')).reverse());
}

/**
 * The 32 bytes in internal order of a hash that is written in display order.
 * @param option the name that errors give to the argument
 * @throws InputError (`code`) for anything but 64 hex digits
 */
export function hexToHash(hex: string, option = 'hash', code: ErrorCode = 'ERR_INVALID_OPTION'): Uint8Array {
  hexDigits(hex, option, code);
  if (hex.length !== 2 * HASH_SIZE) {
    throw new InputError(code, option, `64 hex digits (it has ${hex.length})`, hex);
  }
  return nobleHexToBytes(hex).reverse();
}

/** The 32 bytes in internal order of a hash given in that order, or as display-order hex. Not always a copy. */
export function toHashBytes(hash: Uint8Array | string, option = 'hash'): Uint8Array {
  return typeof hash === 'string' ? hexToHash(hash, option) : checkBytes(hash, HASH_SIZE, option);
}

/** The number that a hash is compared as: its bytes are little-endian in internal order. */
export function hashToBigInt(hash: Uint8Array | string): bigint {
  return BigInt(`0x${hashToHex(toHashBytes(hash))}`);
}
