import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { hexToHash } from '../../src/bitcoin/bytes.js';
import { Target, type TargetInput } from '../../src/bitcoin/target.js';
import { hashBytes, MAX_256, targetValue } from './arbitraries.js';
import { expectInputError } from './input-error.js';
import { headers } from './vectors.js';

/** A number as a hash in internal order, made by Buffer. */
function hashOf(value: bigint): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse());
}

describe('Target.fromHex', () => {
  it('takes 1 to 64 digits, with or without 0x, in either case', () => {
    expect(Target.fromHex('1').toBigInt()).toBe(1n);
    expect(Target.fromHex('0xABC').toBigInt()).toBe(0xabcn);
    expect(Target.fromHex('0Xff').toBigInt()).toBe(255n);
    expect(Target.fromHex('f'.repeat(64)).toBigInt()).toBe(MAX_256);
    expect(Target.fromHex(`0x${'f'.repeat(64)}`).toBigInt()).toBe(MAX_256);
  });

  it('refuses zero, nothing, too much and what is no hex', () => {
    for (const zero of ['0', '0x0', '0'.repeat(64)]) {
      expectInputError(
        () => Target.fromHex(zero),
        'ERR_INVALID_TARGET',
        'target',
        `greater than 0, got "${zero}"`,
      );
    }
    expectInputError(
      () => Target.fromHex(''),
      'ERR_INVALID_TARGET',
      'target',
      '1 to 64 hex digits (it has 0), got ""',
    );
    expectInputError(
      () => Target.fromHex('0x'),
      'ERR_INVALID_TARGET',
      'target',
      '1 to 64 hex digits (it has 0), got "0x"',
    );
    const long = '0'.repeat(64).concat('1');
    expectInputError(
      () => Target.fromHex(long),
      'ERR_INVALID_TARGET',
      'target',
      `1 to 64 hex digits (it has 65), got "${long}"`,
    );
    expectInputError(
      () => Target.fromHex('0x12-4'),
      'ERR_INVALID_TARGET',
      'target',
      'hex digits only (character 5 of 6 is "-"), got "0x12-4"',
    );
    expectInputError(() => Target.fromHex(7 as never), 'ERR_INVALID_TARGET', 'target', 'a hex string, got 7');
  });
});

describe('Target.fromBigInt', () => {
  it('takes 1 and 2^256 - 1, and nothing beyond', () => {
    expect(Target.fromBigInt(1n).toHex()).toBe('1'.padStart(64, '0'));
    expect(Target.fromBigInt(MAX_256).toHex()).toBe('f'.repeat(64));
    const expected = 'a bigint from 1 to 2^256 - 1';
    expectInputError(() => Target.fromBigInt(0n), 'ERR_INVALID_TARGET', 'target', `${expected}, got 0n`);
    expectInputError(() => Target.fromBigInt(-1n), 'ERR_INVALID_TARGET', 'target', `${expected}, got -1n`);
    expectInputError(
      () => Target.fromBigInt(MAX_256 + 1n),
      'ERR_INVALID_TARGET',
      'target',
      `${expected}, got ${MAX_256 + 1n}n`,
    );
    expectInputError(
      () => Target.fromBigInt(1 as never),
      'ERR_INVALID_TARGET',
      'target',
      `${expected}, got 1`,
    );
  });
});

describe('Target.from', () => {
  it('takes hex, bigints and Targets', () => {
    const target = Target.from(255n);
    expect(Target.from('ff').equals(target)).toBe(true);
    expect(Target.from(target)).toBe(target);
    expectTypeOf(Target.from).parameter(0).toEqualTypeOf<TargetInput>();
  });

  it('refuses a number, which could be meant as bits or as a difficulty', () => {
    expectInputError(
      () => Target.from(0x1d00ffff as never),
      'ERR_INVALID_TARGET',
      'target',
      'hex, a bigint or a Target, got 486604799',
    );
  });
});

describe('Target.fromBits', () => {
  it.each(headers)('block $height', ({ bits, target }) => {
    expect(Target.fromBits(bits).toHex()).toBe(target);
    expect(Target.fromBits(Number.parseInt(bits, 16)).toHex()).toBe(target);
    expect(Target.fromHex(target).bits).toBe(Number.parseInt(bits, 16));
    expect(Target.fromHex(target).isCompact).toBe(true);
  });

  it('refuses bits that are no target', () => {
    expectInputError(
      () => Target.fromBits(0x04923456),
      'ERR_INVALID_TARGET',
      'bits',
      'the compact form of a valid target (its value is negative), got "04923456"',
    );
  });
});

describe('bits and isCompact', () => {
  it('round down and say so', () => {
    const target = Target.fromHex('1234567');
    expect(target.bits).toBe(0x04012345);
    expect(target.isCompact).toBe(false);
    expect(Target.fromBits(target.bits).toBigInt()).toBe(0x1234500n);
  });

  it('are exact for every target that came from bits', () => {
    fc.assert(
      fc.property(targetValue, (value) => {
        const target = Target.fromBits(Target.fromBigInt(value).bits);
        expect(target.isCompact).toBe(true);
      }),
    );
  });
});

describe('Target.fromDifficulty and difficulty', () => {
  it('hold difficulty 1 at 1d00ffff', () => {
    const one = Target.fromDifficulty(1);
    expect(one.toHex()).toBe(`00000000ffff${'0'.repeat(52)}`);
    expect(one.difficulty).toBe(1);
    expect(one.bits).toBe(0x1d00ffff);
  });

  it('know the targets that pools set', () => {
    expect(Target.fromDifficulty('0.001').toHex()).toBe(`000003e7fc18${'0'.repeat(52)}`);
    expect(Target.fromDifficulty(65535).toHex()).toBe(`000000000001${'0'.repeat(52)}`);
    expect(Target.fromDifficulty(512n).difficulty).toBe(512);
  });

  it('go there and back to the last bit or the one before', () => {
    fc.assert(
      fc.property(targetValue, (value) => {
        const again = Target.fromDifficulty(Target.fromBigInt(value).difficulty).toBigInt();
        const error = again > value ? again - value : value - again;
        // Half a unit of the double, and one for rounding down.
        expect(error <= (value >> 52n) + 1n).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuse what has no target', () => {
    expectInputError(
      () => Target.fromDifficulty(0),
      'ERR_INVALID_TARGET',
      'difficulty',
      'a number greater than 0, got 0',
    );
  });
});

describe('forms of a Target', () => {
  it('agree', () => {
    fc.assert(
      fc.property(targetValue, (value) => {
        const target = Target.fromBigInt(value);
        const hex = value.toString(16).padStart(64, '0');
        expect(target.toBigInt()).toBe(value);
        expect(target.toHex()).toBe(hex);
        expect(`${target}`).toBe(hex);
        expect(JSON.stringify({ target })).toBe(`{"target":"${hex}"}`);
        expect(Buffer.from(target.toBytes()).toString('hex')).toBe(hex);
        expect(Target.fromHex(hex).equals(target)).toBe(true);
      }),
    );
  });

  it('cannot be used to change it', () => {
    const target = Target.from(5n);
    target.toBytes().fill(0xff);
    expect(target.toBytes()[0]).toBe(0);
    expect(target.isMetBy(hashOf(6n))).toBe(false);
  });

  it('tell different targets apart', () => {
    expect(Target.from(5n).equals(Target.from(6n))).toBe(false);
  });
});

describe('expectedHashes and work', () => {
  it('are 2^256 / (target + 1)', () => {
    // The genesis block's chainwork, as Bitcoin Core prints it.
    expect(Target.fromBits(0x1d00ffff).work).toBe(0x100010001n);
    expect(Target.fromBits(0x1d00ffff).expectedHashes).toBe(4295032833.000015);
    expect(Target.fromBits(0x207fffff).work).toBe(2n);
    expect(Target.from(MAX_256).expectedHashes).toBe(1);
    expect(Target.from(MAX_256).work).toBe(1n);
    expect(Target.from(1n).expectedHashes).toBe(2 ** 255);
    expect(Target.from(1n).work).toBe(1n << 255n);
  });
});

describe('probability', () => {
  it('is p for one hash and 2p - p^2 for two', () => {
    const half = Target.from((1n << 255n) - 1n);
    expect(half.probability(0)).toBe(0);
    expect(half.probability(1)).toBeCloseTo(0.5, 15);
    expect(half.probability(2)).toBeCloseTo(0.75, 15);
    expect(half.probability(10n)).toBeCloseTo(1 - 2 ** -10, 15);
  });

  it('is certain when every hash meets the target', () => {
    expect(Target.from(MAX_256).probability(1)).toBe(1);
    expect(Target.from(MAX_256).probability(0)).toBe(0);
    expect(Target.from(MAX_256).probability(0n)).toBe(0);
  });

  it('does not lose the smallest chances', () => {
    const target = Target.fromBits('17034219');
    const p = 1 / target.expectedHashes;
    expect(target.probability(1) / p).toBeCloseTo(1, 14);
    expect(target.probability(1000) / (1000 * p)).toBeCloseTo(1, 14);
    expect(Target.from(1n).probability(1)).toBe(2 ** -255);
  });

  it('is 1 - 1/e after the expected number of hashes', () => {
    const target = Target.fromDifficulty(1e6);
    expect(target.probability(target.expectedHashes)).toBeCloseTo(1 - 1 / Math.E, 12);
  });

  it('grows with the hashes and stays within 0 … 1', () => {
    const count = fc.double({ min: 0, max: 1e80, noNaN: true });
    fc.assert(
      fc.property(targetValue, count, count, (value, a, b) => {
        const target = Target.fromBigInt(value);
        const few = target.probability(Math.min(a, b));
        const many = target.probability(Math.max(a, b));
        expect(few).toBeGreaterThanOrEqual(0);
        expect(many).toBeGreaterThanOrEqual(few);
        expect(many).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('takes bigints beyond every double', () => {
    expect(Target.from(1n).probability(1n << 2000n)).toBe(1);
  });

  it('refuses what is no number of hashes', () => {
    const target = Target.from(1n);
    const expected = 'a finite number of at least 0';
    for (const [hashes, shown] of [
      [-1, '-1'],
      [-1n, '-1n'],
      [Number.NaN, 'NaN'],
      [Number.POSITIVE_INFINITY, 'Infinity'],
      ['5', '"5"'],
    ] as const) {
      expectInputError(
        () => target.probability(hashes as never),
        'ERR_INVALID_OPTION',
        'hashes',
        `${expected}, got ${shown}`,
      );
    }
  });
});

describe('isMetBy', () => {
  it.each(headers)('block $height meets its own target', ({ hash, target }) => {
    expect(Target.from(target).isMetBy(hash)).toBe(true);
    expect(Target.from(target).isMetBy(hexToHash(hash))).toBe(true);
    expect(Target.from(hash).isMetBy(hash)).toBe(true);
    expect(Target.from(BigInt(`0x${hash}`) - 1n).isMetBy(hash)).toBe(false);
  });

  it('compares all 256 bits, as numbers', () => {
    fc.assert(
      fc.property(targetValue, hashBytes, (value, bytes) => {
        const hash = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
        expect(Target.from(value).isMetBy(bytes)).toBe(hash <= value);
      }),
    );
  });

  it('sees a difference in any single bit', () => {
    fc.assert(
      fc.property(targetValue, fc.integer({ min: 0, max: 255 }), (value, bit) => {
        const hash = value ^ (1n << BigInt(bit));
        expect(Target.from(value).isMetBy(hashOf(hash))).toBe(hash < value);
        expect(Target.from(value).isMetBy(hashOf(value))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not mistake a leading byte of 0x80 or more for a negative one', () => {
    expect(Target.from('8'.padEnd(64, '0')).isMetBy('7f'.padEnd(64, 'f'))).toBe(true);
    expect(Target.from('7f'.padEnd(64, 'f')).isMetBy('8'.padEnd(64, '0'))).toBe(false);
  });

  it('refuses what is no hash', () => {
    const target = Target.from(1n);
    expectInputError(
      () => target.isMetBy(new Uint8Array(20)),
      'ERR_INVALID_OPTION',
      'hash',
      'a Uint8Array of 32 bytes, got 20 bytes',
    );
    expectInputError(
      () => target.isMetBy('ff'),
      'ERR_INVALID_OPTION',
      'hash',
      '64 hex digits (it has 2), got "ff"',
    );
  });
});
