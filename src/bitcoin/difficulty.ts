/**
 * Difficulty: how many times harder a target is than that of difficulty 1, which is bits 1d00ffff ("pdiff", as Bitcoin
 * Core, pools and explorers count; not the "bdiff" of 2^224 that some pools used).
 */
import { InputError } from '../errors.js';
import { hashToBigInt } from './bytes.js';
import { ratioOfDecimal, ratioOfNumber, ratioToNumber } from './ratio.js';

/** The target of difficulty 1: 0x00000000ffff0000…00. */
export const DIFFICULTY_1_TARGET = 0xffffn << 208n;

/** The smallest difficulty, 65535/2^48, which a double holds exactly: below, the target would not fit into 256 bits. */
export const MIN_DIFFICULTY = 0xffff / 2 ** 48;

const MAX_TARGET = (1n << 256n) - 1n;

/**
 * floor(DIFFICULTY_1_TARGET / difficulty), exactly. One exception: MIN_DIFFICULTY gives 2^256 − 1 instead of 2^256, because
 * it is what the difficulty of the greatest targets rounds to.
 * @param difficulty may be fractional. A number counts as the exact value of the double (0.1 is a little more than
 *   1/10); a string is an exact decimal: "0.1", "16384", "1.5e6"
 * @throws InputError (`ERR_INVALID_TARGET`) if it is no such number, or the target is not from 1 to 2^256 − 1
 */
export function difficultyToBigInt(difficulty: number | bigint | string): bigint {
  const ratio =
    typeof difficulty === 'number'
      ? ratioOfNumber(difficulty)
      : typeof difficulty === 'bigint'
        ? { numerator: difficulty, denominator: 1n }
        : typeof difficulty === 'string'
          ? ratioOfDecimal(difficulty)
          : undefined;
  if (!ratio || ratio.numerator <= 0n) throw refuse('a number greater than 0', difficulty);
  const { numerator, denominator } = ratio;
  if (numerator << 48n < 0xffffn * denominator) {
    throw refuse(`at least ${MIN_DIFFICULTY} (65535/2^48), so that the target is below 2^256`, difficulty);
  }
  const target = (DIFFICULTY_1_TARGET * denominator) / numerator;
  if (target === 0n) {
    throw refuse('at most 65535 * 2^208 (about 2.7e67), so that the target is not 0', difficulty);
  }
  return target > MAX_TARGET ? MAX_TARGET : target;
}

/** The difficulty of a target (or of a hash as a number): the nearest double; Infinity for 0. */
export function bigIntToDifficulty(target: bigint): number {
  if (target === 0n) return Number.POSITIVE_INFINITY;
  return ratioToNumber({ numerator: DIFFICULTY_1_TARGET, denominator: target });
}

/**
 * The difficulty that a hash reaches: that of the hardest target which it meets.
 * @param hash 32 bytes in internal order, or 64 hex digits in display order
 * @throws InputError (`ERR_INVALID_OPTION`) if it is neither
 */
export function hashDifficulty(hash: Uint8Array | string): number {
  return bigIntToDifficulty(hashToBigInt(hash));
}

function refuse(expected: string, got: unknown): InputError {
  return new InputError('ERR_INVALID_TARGET', 'difficulty', expected, got);
}
