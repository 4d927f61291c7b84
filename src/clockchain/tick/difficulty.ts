/** How hard a tick is: by leading hex zeros of its hash, or by the time that it should take. */
import { checkInteger } from '../../bitcoin/check.js';
import { ratioOfNumber } from '../../bitcoin/ratio.js';
import { Target } from '../../bitcoin/target.js';
import { InputError } from '../../errors.js';

/** With 64 zeros no target would be left. */
export const MOST_ZEROS = 63;

const LARGEST = (1n << 256n) - 1n;

/**
 * The largest target that compact bits express and that leaves a hash at least so many leading zeros, as hex digits in display
 * order: not above 2^(256 − 4·zeros) − 1.
 * @param zeros 0 … 63
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function targetOfZeros(zeros: number): Target {
  checkInteger(zeros, 0, MOST_ZEROS, 'difficulty');
  return largestCompact(LARGEST >> BigInt(4 * zeros));
}

/**
 * The target for a tick about every so many seconds: the largest that compact bits express and that is not above
 * 2^256 / (rate · seconds).
 * @param rate the device's, in hashes a second; above 0
 * @param seconds between two ticks on average; above 0
 * @throws InputError (`ERR_INVALID_OPTION`) when one of them is no such number, or they ask for more than 2^256 hashes
 */
export function targetOfPace(rate: number, seconds: number): Target {
  const hashes = positive(rate, 'rate');
  const time = positive(seconds, 'seconds');
  const value = ((hashes.denominator * time.denominator) << 256n) / (hashes.numerator * time.numerator);
  if (value === 0n) {
    throw new InputError(
      'ERR_INVALID_OPTION',
      'seconds',
      'so few that a tick takes at most 2^256 hashes',
      seconds,
    );
  }
  return largestCompact(value < LARGEST ? value : LARGEST);
}

function largestCompact(value: bigint): Target {
  return Target.fromBits(Target.fromBigInt(value).bits);
}

function positive(value: number, option: string) {
  const ratio = typeof value === 'number' ? ratioOfNumber(value) : undefined;
  if (ratio === undefined || ratio.numerator === 0n) {
    throw new InputError('ERR_INVALID_OPTION', option, 'a finite number above 0', value);
  }
  return ratio;
}
