import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Target } from '../../../src/bitcoin/target.js';
import { MOST_ZEROS, targetOfPace, targetOfZeros } from '../../../src/clockchain/tick/difficulty.js';
import { expectInputError } from '../../bitcoin/input-error.js';

const SPACE = 2n ** 256n;

/** The next larger target that compact bits express, by counting the mantissa up. */
function next(target: Target): bigint {
  const value = target.toBigInt();
  const size = target.bits >>> 24;
  const unit = size > 3 ? 256n ** BigInt(size - 3) : 1n;
  return value + unit;
}

describe('targetOfZeros', () => {
  it('is the largest compact target with so many leading zeros', () => {
    for (let zeros = 0; zeros <= MOST_ZEROS; zeros++) {
      const target = targetOfZeros(zeros);
      const limit = SPACE / 16n ** BigInt(zeros) - 1n;
      expect(target.isCompact).toBe(true);
      expect(target.toBigInt() <= limit).toBe(true);
      expect(next(target) > limit).toBe(true);
      expect(target.toHex().startsWith('0'.repeat(zeros))).toBe(true);
    }
  });

  it.each([
    [0, '2100ffff'],
    [1, '200fffff'],
    [2, '2000ffff'],
    [3, '1f0fffff'],
    [8, '1d00ffff'],
    [63, '010f0000'],
  ])('of %i zeros has bits %s', (zeros, bits) => {
    expect(targetOfZeros(zeros).bits.toString(16).padStart(8, '0')).toBe(bits);
  });

  it('takes 16^d tries, but for what compact bits cut off', () => {
    for (let zeros = 1; zeros <= MOST_ZEROS; zeros++) {
      const { expectedHashes } = targetOfZeros(zeros);
      expect(expectedHashes).toBeGreaterThanOrEqual(16 ** zeros);
      expect(expectedHashes / 16 ** zeros).toBeLessThan(1 + 2 ** -15);
    }
  });

  it('refuses what is no number of zeros', () => {
    for (const zeros of [-1, 64, 2.5, Number.NaN]) {
      expectInputError(
        () => targetOfZeros(zeros),
        'ERR_INVALID_OPTION',
        'difficulty',
        `an integer from 0 to 63, got ${zeros}`,
      );
    }
  });
});

describe('targetOfPace', () => {
  it('is the largest compact target not above 2^256 / (rate · seconds)', () => {
    const whole = fc.integer({ min: 1, max: 2 ** 31 });
    fc.assert(
      fc.property(whole, whole, (rate, seconds) => {
        const target = targetOfPace(rate, seconds);
        const limit = SPACE / (BigInt(rate) * BigInt(seconds));
        expect(target.isCompact).toBe(true);
        expect(target.toBigInt() <= limit).toBe(true);
        expect(next(target) > limit || limit === SPACE).toBe(true);
      }),
    );
  });

  it('takes fractions as the exact values of their doubles', () => {
    expect(targetOfPace(1000, 0.25)).toEqual(targetOfPace(250, 1));
    expect(targetOfPace(0.5, 2 ** 33)).toEqual(targetOfPace(1, 2 ** 32));
    expect(targetOfPace(0.5, 2 ** 33).bits).toBe(0x1d010000);
  });

  it('of a pace that one hash is enough for is the largest of all', () => {
    expect(targetOfPace(0.001, 1)).toEqual(Target.fromBits(0x2100ffff));
    expect(targetOfPace(1, 1)).toEqual(Target.fromBits(0x2100ffff));
  });

  it('refuses what is no rate or time, and more hashes than there are', () => {
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const message = `a finite number above 0, got ${value}`;
      expectInputError(() => targetOfPace(value, 1), 'ERR_INVALID_OPTION', 'rate', message);
      expectInputError(() => targetOfPace(1, value), 'ERR_INVALID_OPTION', 'seconds', message);
    }
    expectInputError(
      () => targetOfPace(1e40, 1e40),
      'ERR_INVALID_OPTION',
      'seconds',
      'so few that a tick takes at most 2^256 hashes, got 1e+40',
    );
  });
});
