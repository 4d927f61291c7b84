import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioOfDecimal, ratioOfNumber, ratioToNumber } from '../../src/bitcoin/ratio.js';

const positiveDouble = fc.double({ min: 2 ** -1000, max: 2 ** 1000, noNaN: true });

describe('ratioToNumber', () => {
  it("rounds like the processor's division", () => {
    const integer = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(integer, integer, (a, b) => {
        expect(ratioToNumber({ numerator: BigInt(a), denominator: BigInt(b) })).toBe(a / b);
      }),
      { numRuns: 5000 },
    );
  });

  it('rounds ties to even, and what is a hair beside a tie to its side', () => {
    const tie = (1n << 54n) + 2n; // halfway between 2^54 and 2^54 + 4
    const far = 1n << 300n;
    expect(ratioToNumber({ numerator: tie, denominator: 1n })).toBe(2 ** 54);
    expect(ratioToNumber({ numerator: tie * far + 1n, denominator: far })).toBe(2 ** 54 + 4);
    expect(ratioToNumber({ numerator: tie * far - 1n, denominator: far })).toBe(2 ** 54);
  });

  it('gives 0 for 0', () => {
    expect(ratioToNumber({ numerator: 0n, denominator: 7n })).toBe(0);
  });
});

describe('ratioOfNumber', () => {
  it('is exact', () => {
    fc.assert(
      fc.property(positiveDouble, (x) => {
        expect(ratioToNumber(ratioOfNumber(x)!)).toBe(x);
      }),
    );
    expect(ratioOfNumber(0.75)).toSatisfy((r: { numerator: bigint; denominator: bigint }) => {
      return r.numerator * 4n === r.denominator * 3n;
    });
  });

  it('reads a subnormal', () => {
    expect(ratioOfNumber(5e-324)).toEqual({ numerator: 1n, denominator: 1n << 1074n });
  });

  it.each([-1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s', (x) => {
    expect(ratioOfNumber(x)).toBeUndefined();
  });
});

describe('ratioOfDecimal', () => {
  it.each([
    ['0.1', 1n, 10n],
    ['.5', 1n, 2n],
    ['5.', 5n, 1n],
    ['007', 7n, 1n],
    ['1.5e6', 1_500_000n, 1n],
    ['1E+2', 100n, 1n],
    ['25e-1', 5n, 2n],
    ['0', 0n, 1n],
  ])('%s', (text, numerator, denominator) => {
    const ratio = ratioOfDecimal(text)!;
    expect(ratio.numerator * denominator).toBe(numerator * ratio.denominator);
  });

  it('reads what JavaScript prints', () => {
    fc.assert(
      fc.property(positiveDouble, (x) => {
        expect(ratioToNumber(ratioOfDecimal(String(x))!)).toBe(x);
      }),
    );
  });

  it.each([
    '',
    '.',
    'e5',
    '-1',
    '+1',
    '1,5',
    '0x10',
    ' 1',
    '1 ',
    '1e',
    '1e1.5',
    '1e99999',
    'NaN',
    'Infinity',
    '١',
  ])('refuses %j', (text) => {
    expect(ratioOfDecimal(text)).toBeUndefined();
  });

  it('refuses texts too long to be meant, at once', () => {
    expect(ratioOfDecimal('1'.repeat(2000))).toBeDefined();
    expect(ratioOfDecimal('1'.repeat(2001))).toBeUndefined();
  });
});
