import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexToHash } from '../../src/bitcoin/bytes.js';
import { compactToBigInt } from '../../src/bitcoin/compact.js';
import {
  bigIntToDifficulty,
  DIFFICULTY_1_TARGET,
  difficultyToBigInt,
  hashDifficulty,
  MIN_DIFFICULTY,
} from '../../src/bitcoin/difficulty.js';
import { MAX_256, targetValue } from './arbitraries.js';
import { expectInputError } from './input-error.js';
import { headers } from './vectors.js';

/** How Bitcoin Core's RPC computes difficulty: in doubles, from the compact bits. */
function coreDifficulty(bits: number): number {
  let shift = bits >>> 24;
  let difficulty = 0xffff / (bits & 0xffffff);
  for (; shift < 29; shift++) difficulty *= 256;
  for (; shift > 29; shift--) difficulty /= 256;
  return difficulty;
}

describe('difficultyToBigInt', () => {
  it.each([1, 1n, '1', '1.000', '1e0'])('1 as %o', (difficulty) => {
    expect(difficultyToBigInt(difficulty)).toBe(compactToBigInt('1d00ffff'));
  });

  it('rounds the target down', () => {
    expect(difficultyToBigInt(3)).toBe(DIFFICULTY_1_TARGET / 3n);
    expect(difficultyToBigInt(16384n)).toBe(DIFFICULTY_1_TARGET >> 14n);
    expect(difficultyToBigInt('7e20')).toBe(DIFFICULTY_1_TARGET / (7n * 10n ** 20n));
  });

  it('takes a string as the decimal it is, and a number as the double it is', () => {
    expect(difficultyToBigInt('0.1')).toBe(DIFFICULTY_1_TARGET * 10n);
    expect(difficultyToBigInt(0.1)).toBe(
      difficultyToBigInt('0.1000000000000000055511151231257827021181583404541015625'),
    );
    expect(difficultyToBigInt(0.1)).not.toBe(difficultyToBigInt('0.1'));
    expect(difficultyToBigInt(0.001953125)).toBe(DIFFICULTY_1_TARGET * 512n);
  });

  it('comes back as the same difficulty, as far as a double goes', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e50, noNaN: true }), (difficulty) => {
        const again = bigIntToDifficulty(difficultyToBigInt(difficulty));
        expect(Math.abs(again / difficulty - 1)).toBeLessThan(2 ** -51);
      }),
    );
  });

  it('never rises with the difficulty', () => {
    const difficulty = fc.double({ min: 1e-9, max: 1e60, noNaN: true });
    fc.assert(
      fc.property(difficulty, difficulty, (a, b) => {
        expect(difficultyToBigInt(Math.max(a, b)) <= difficultyToBigInt(Math.min(a, b))).toBe(true);
      }),
    );
  });

  it('refuses what is no number greater than 0', () => {
    const expected = 'a number greater than 0';
    for (const [difficulty, shown] of [
      [0, '0'],
      [-1, '-1'],
      [0n, '0n'],
      [-5n, '-5n'],
      [Number.NaN, 'NaN'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
      ['0', '"0"'],
      ['0.000', '"0.000"'],
      ['-1', '"-1"'],
      ['hard', '"hard"'],
      ['', '""'],
      [null, 'null'],
      [undefined, 'undefined'],
    ] as const) {
      expectInputError(
        () => difficultyToBigInt(difficulty as never),
        'ERR_INVALID_TARGET',
        'difficulty',
        `${expected}, got ${shown}`,
      );
    }
  });

  it('starts at MIN_DIFFICULTY', () => {
    expect(MIN_DIFFICULTY).toBe(2.3282709094019083e-10);
    expect(difficultyToBigInt(MIN_DIFFICULTY)).toBe(MAX_256);
    // The next double: its last bit weighs 2^-85.
    expect(difficultyToBigInt(MIN_DIFFICULTY + 2 ** -85)).toBe((65535n << 293n) / ((65535n << 37n) + 1n));
    const expected = 'at least 2.3282709094019083e-10 (65535/2^48), so that the target is below 2^256';
    for (const [difficulty, shown] of [
      [MIN_DIFFICULTY * (1 - Number.EPSILON / 2), '2.328270909401908e-10'],
      [5e-324, '5e-324'],
      ['1e-9999', '"1e-9999"'],
    ] as const) {
      expectInputError(
        () => difficultyToBigInt(difficulty),
        'ERR_INVALID_TARGET',
        'difficulty',
        `${expected}, got ${shown}`,
      );
    }
  });

  it('draws that line exactly: a digit beyond 80 decides', () => {
    const exact = (65535n * 10n ** 48n) / 2n ** 48n;
    expect(exact * 2n ** 48n).toBe(65535n * 10n ** 48n);
    const digits = exact.toString();
    expect(difficultyToBigInt(`${digits}e-48`)).toBe(MAX_256);
    expect(difficultyToBigInt(`${digits}.${'0'.repeat(80)}1e-48`)).toBe(MAX_256);
    const below = `${exact - 1n}.${'9'.repeat(80)}e-48`;
    expect(() => difficultyToBigInt(below)).toThrow('at least 2.3282709094019083e-10');
  });

  it('refuses difficulties whose target is 0', () => {
    expect(difficultyToBigInt(DIFFICULTY_1_TARGET)).toBe(1n);
    const expected = 'at most 65535 * 2^208 (about 2.7e67), so that the target is not 0';
    expectInputError(
      () => difficultyToBigInt(DIFFICULTY_1_TARGET + 1n),
      'ERR_INVALID_TARGET',
      'difficulty',
      `${expected}, got ${DIFFICULTY_1_TARGET + 1n}n`,
    );
    expectInputError(
      () => difficultyToBigInt(1e68),
      'ERR_INVALID_TARGET',
      'difficulty',
      `${expected}, got 1e+68`,
    );
    expectInputError(
      () => difficultyToBigInt('1e9999'),
      'ERR_INVALID_TARGET',
      'difficulty',
      `${expected}, got "1e9999"`,
    );
  });
});

describe('bigIntToDifficulty', () => {
  it.each([
    ['1d00ffff', 1],
    ['1b04864c', 14484.1623612254],
    ['1a44b9f2', 244112.48777434],
    ['17034219', 86388558925171.02],
  ])('%s is %f, as explorers show it', (bits, difficulty) => {
    expect(bigIntToDifficulty(compactToBigInt(bits)) / difficulty).toBeCloseTo(1, 13);
  });

  it("is the very double that Bitcoin Core's RPC computes", () => {
    const compact = fc
      .tuple(fc.integer({ min: 3, max: 32 }), fc.integer({ min: 1, max: 0x7fffff }))
      .map(([size, mantissa]) => size * 2 ** 24 + mantissa);
    fc.assert(
      fc.property(compact, (bits) => {
        expect(bigIntToDifficulty(compactToBigInt(bits))).toBe(coreDifficulty(bits));
      }),
      { numRuns: 1000 },
    );
  });

  it('is within half a unit in the last place for every target', () => {
    fc.assert(
      fc.property(targetValue, (target) => {
        const difficulty = bigIntToDifficulty(target);
        // |difficulty · target − D1| ≤ 2^-53 · D1, in integers: difficulty · 2^200 is exact.
        const scaled = BigInt(difficulty * 2 ** 200) * target;
        const exact = DIFFICULTY_1_TARGET << 200n;
        const error = scaled > exact ? scaled - exact : exact - scaled;
        expect(error << 53n <= exact).toBe(true);
      }),
    );
  });
});

describe('hashDifficulty', () => {
  it.each(headers)('of block $height is at least what its target asks', ({ hash, target }) => {
    const reached = hashDifficulty(hash);
    expect(reached).toBeGreaterThanOrEqual(bigIntToDifficulty(BigInt(`0x${target}`)));
    expect(hashDifficulty(hexToHash(hash))).toBe(reached);
  });

  it('knows the genesis block, and the hash that is 0', () => {
    expect(hashDifficulty(headers[0]!.hash)).toBe(2536.4262984453103);
    expect(hashDifficulty('0'.repeat(64))).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses what is no hash', () => {
    expectInputError(
      () => hashDifficulty(new Uint8Array(33)),
      'ERR_INVALID_OPTION',
      'hash',
      'a Uint8Array of 32 bytes, got 33 bytes',
    );
  });
});
