import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bigIntToCompact,
  compactToBigInt,
  decodeCompact,
  formatBits,
  parseBits,
} from '../../src/bitcoin/compact.js';
import { MAX_256, targetValue, u32 } from './arbitraries.js';
import { expectInputError } from './input-error.js';
import { headers } from './vectors.js';

/** Bits, value, what the value's own bits are: as Bitcoin Core's arith_uint256 tests have them. */
const POSITIVE: readonly [bits: number, value: bigint, again: number][] = [
  [0x01123456, 0x12n, 0x01120000],
  [0x02123456, 0x1234n, 0x02123400],
  [0x03123456, 0x123456n, 0x03123456],
  [0x04123456, 0x12345600n, 0x04123456],
  [0x05009234, 0x92340000n, 0x05009234],
  [0x20123456, 0x123456n << 232n, 0x20123456],
];

/** Bits that Core reads as zero without a sign, whatever their sign bit says: nothing of the mantissa is left. */
const ZERO = [
  0, 0x00123456, 0x01003456, 0x02000056, 0x03000000, 0x04000000, 0x00923456, 0x01803456, 0x02800056,
  0x03800000, 0x04800000,
];

describe('decodeCompact', () => {
  it.each(POSITIVE)('%x: a value', (bits, value, again) => {
    expect(decodeCompact(bits)).toEqual({
      size: bits >>> 24,
      mantissa: bits & 0x7fffff,
      value,
      negative: false,
      overflow: false,
      fault: undefined,
    });
    expect(bigIntToCompact(value)).toBe(again);
  });

  it.each(ZERO)('%x: zero', (bits) => {
    expect(decodeCompact(bits)).toMatchObject({ value: 0n, negative: false, overflow: false, fault: 'zero' });
  });

  it('sees the sign', () => {
    expect(decodeCompact(0x01fedcba)).toMatchObject({ value: 0x7en, negative: true, fault: 'negative' });
    expect(decodeCompact(0x04923456)).toMatchObject({
      value: 0x12345600n,
      negative: true,
      fault: 'negative',
    });
  });

  it('sees the overflow', () => {
    expect(decodeCompact(0xff123456)).toMatchObject({ negative: false, overflow: true, fault: 'overflow' });
  });

  it.each([
    [0x2200ffff, 'overflow'],
    [0x220000ff, undefined],
    [0x22000100, 'overflow'],
    [0x2100ffff, undefined],
    [0x21010000, 'overflow'],
    [0x207fffff, undefined],
    [0x23000001, 'overflow'],
    [0x23000000, 'zero'],
    [0xff800001, 'negative'],
  ])('%x, at the edge of 256 bits: %s', (bits, fault) => {
    expect(decodeCompact(bits).fault).toBe(fault);
  });

  it('equals an oracle that spells the number out in bytes (OpenSSL MPI, which the format comes from)', () => {
    const bits = fc.oneof(
      u32,
      fc
        .tuple(fc.integer({ min: 0, max: 36 }), fc.integer({ min: 0, max: 0xffffff }))
        .map(([s, m]) => s * 2 ** 24 + m),
    );
    fc.assert(
      fc.property(bits, (compact) => {
        const size = Math.floor(compact / 2 ** 24);
        const bytes = Buffer.alloc(Math.max(size, 3));
        bytes.writeUIntBE(compact % 2 ** 24, 0, 3);
        const sign = size > 0 && bytes[0]! >= 0x80;
        if (sign) bytes[0]! -= 0x80;
        const magnitude = BigInt(`0x0${bytes.subarray(0, size).toString('hex')}`);
        const { value, negative, overflow } = decodeCompact(compact);
        expect(value).toBe(magnitude & MAX_256);
        expect(negative).toBe(sign && magnitude > 0n);
        expect(overflow).toBe(magnitude > MAX_256);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('compactToBigInt', () => {
  it.each(headers)('block $height', ({ bits, target }) => {
    expect(compactToBigInt(bits)).toBe(BigInt(`0x${target}`));
    expect(compactToBigInt(Number.parseInt(bits, 16))).toBe(BigInt(`0x${target}`));
  });

  it('knows regtest and signet', () => {
    expect(compactToBigInt('207fffff')).toBe(0x7fffffn << 232n);
    expect(compactToBigInt('1e0377ae')).toBe(0x0377aen << 216n);
  });

  it('refuses zero, negative and overflowing values, and says which', () => {
    expectInputError(
      () => compactToBigInt(0x01003456),
      'ERR_INVALID_TARGET',
      'bits',
      'the compact form of a valid target (its value is zero), got "01003456"',
    );
    expectInputError(
      () => compactToBigInt('04923456'),
      'ERR_INVALID_TARGET',
      'bits',
      'the compact form of a valid target (its value is negative), got "04923456"',
    );
    expectInputError(
      () => compactToBigInt('0xff123456'),
      'ERR_INVALID_TARGET',
      'bits',
      'the compact form of a valid target (its value is greater than 2^256 - 1), got "0xff123456"',
    );
  });
});

describe('bigIntToCompact', () => {
  it('never sets the sign bit', () => {
    expect(bigIntToCompact(0x80n)).toBe(0x02008000);
    expect(bigIntToCompact(0xffffffn)).toBe(0x0400ffff);
  });

  it('takes the ends of its range', () => {
    expect(bigIntToCompact(0n)).toBe(0);
    expect(bigIntToCompact(1n)).toBe(0x01010000);
    expect(bigIntToCompact(MAX_256)).toBe(0x2100ffff);
  });

  it('gives the greatest compact value that does not exceed the target', () => {
    fc.assert(
      fc.property(targetValue, (value) => {
        const bits = bigIntToCompact(value);
        const rounded = compactToBigInt(bits);
        // The next value that has a compact form is one unit of the mantissa's last byte above.
        const next = rounded + 256n ** BigInt(Math.max((bits >>> 24) - 3, 0));
        expect(rounded <= value && value < next).toBe(true);
        if (next <= MAX_256) expect(compactToBigInt(bigIntToCompact(next))).toBe(next);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives bits that give themselves again', () => {
    fc.assert(
      fc.property(targetValue, (value) => {
        const bits = bigIntToCompact(value);
        expect(bigIntToCompact(compactToBigInt(bits))).toBe(bits);
      }),
    );
  });

  it('never falls when the target rises', () => {
    fc.assert(
      fc.property(targetValue, targetValue, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(bigIntToCompact(low)).toBeLessThanOrEqual(bigIntToCompact(high));
      }),
    );
  });

  it('refuses what has no compact form', () => {
    const expected = 'a bigint from 0 to 2^256 - 1';
    expectInputError(() => bigIntToCompact(-1n), 'ERR_INVALID_TARGET', 'value', `${expected}, got -1n`);
    expectInputError(
      () => bigIntToCompact(1n << 256n),
      'ERR_INVALID_TARGET',
      'value',
      `${expected}, got ${1n << 256n}n`,
    );
    expectInputError(() => bigIntToCompact(1 as never), 'ERR_INVALID_TARGET', 'value', `${expected}, got 1`);
  });
});

describe('parseBits and formatBits', () => {
  it('undo each other', () => {
    fc.assert(
      fc.property(u32, (bits) => {
        expect(formatBits(bits)).toMatch(/^[0-9a-f]{8}$/);
        expect(parseBits(formatBits(bits))).toBe(bits);
        expect(parseBits(bits)).toBe(bits);
      }),
    );
  });

  it('take 0x and capitals', () => {
    expect(parseBits('0x1D00FFFF')).toBe(0x1d00ffff);
  });

  it('refuse all else', () => {
    const range = 'an integer from 0 to 4294967295';
    expectInputError(() => parseBits(-1), 'ERR_INVALID_TARGET', 'bits', `${range}, got -1`);
    expectInputError(() => parseBits(2 ** 32), 'ERR_INVALID_TARGET', 'bits', `${range}, got 4294967296`);
    expectInputError(() => parseBits(1.5), 'ERR_INVALID_TARGET', 'bits', `${range}, got 1.5`);
    expectInputError(() => parseBits(null as never), 'ERR_INVALID_TARGET', 'bits', `${range}, got null`);
    expectInputError(() => formatBits(Number.NaN), 'ERR_INVALID_TARGET', 'bits', `${range}, got NaN`);
    expectInputError(() => parseBits('1d00fff'), 'ERR_INVALID_TARGET', 'bits', '8 hex digits, got "1d00fff"');
    expectInputError(() => parseBits(''), 'ERR_INVALID_TARGET', 'bits', '8 hex digits, got ""');
    expectInputError(
      () => parseBits('0x1d00fffg'),
      'ERR_INVALID_TARGET',
      'bits',
      'hex digits only (character 10 of 10 is "g"), got "0x1d00fffg"',
    );
  });
});
