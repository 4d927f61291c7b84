import { InputError } from '../errors.js';
import { checkInteger, MAX_U32 } from './check.js';

// Version rolling: some bits of a header's version are not used for signalling (BIP 320 sets 16 of them aside, mask
// 0x1fffe000), so a miner may change them to get more work out of one template. The versions that a mask of m bits
// allows are numbered 0 … 2^m − 1: a number's bits, lowest first, stand for those of the mask, lowest first, and replace
// what the header has there.

/** The 16 version bits that BIP 320 leaves to miners. */
export const BIP320_MASK = 0x1fffe000;

/** An interval of version numbers, both ends inclusive. */
export interface VersionRange {
  /** 0 … 2^m − 1 for a mask of m bits. */
  readonly start: number;
  /** `start` … 2^m − 1. */
  readonly end: number;
}

/** How many versions a mask allows: 1 … 2^32. */
export function countVersions(mask: number): number {
  let count = 1;
  for (let rest = mask >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count *= 2;
  return count;
}

/**
 * The version with this number.
 * @param version what the bits outside of the mask are taken from
 * @returns a signed 32-bit number, as RPC prints versions
 */
export function versionAt(version: number, mask: number, number: number): number {
  let rolled = version & ~mask;
  let rest = number >>> 0;
  for (let bits = mask >>> 0; bits !== 0; bits = (bits & (bits - 1)) >>> 0) {
    if (rest & 1) rolled |= bits & -bits;
    rest >>>= 1;
  }
  return rolled;
}

/** The number of a version: what its bits within the mask say; those outside are not looked at. */
export function versionNumber(version: number, mask: number): number {
  let number = 0;
  let place = 1;
  for (let bits = mask >>> 0; bits !== 0; bits = (bits & (bits - 1)) >>> 0) {
    if (version & (bits & -bits)) number += place;
    place *= 2;
  }
  return number;
}

/**
 * @returns a frozen copy of `range`; every version of the mask if there is none
 * @throws InputError (`ERR_INVALID_OPTION`) unless 0 ≤ start ≤ end < the number of versions that the mask allows
 */
export function checkVersionRange(range: VersionRange | undefined, mask: number): VersionRange {
  const last = countVersions(mask) - 1;
  if (range === undefined) return Object.freeze({ start: 0, end: last });
  if (typeof range !== 'object' || range === null) {
    throw new InputError('ERR_INVALID_OPTION', 'versionRange', 'an object with start and end', range);
  }
  const start = checkInteger(range.start, 0, last, 'versionRange.start');
  const end = checkInteger(range.end, start, last, 'versionRange.end');
  return Object.freeze({ start, end });
}

/** @returns `mask` as an unsigned 32-bit number; throws an InputError (`ERR_INVALID_OPTION`) if it is none */
export function checkVersionMask(mask: unknown): number {
  return checkInteger(mask, 0, MAX_U32, 'versionMask');
}
