import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBetter, leadingZeroBits, splitZeros } from '../../demo/src/best-hash.js';

const number = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });
const hashOf = (value: bigint) => value.toString(16).padStart(64, '0');

test('a hash is its zeros and the rest', () => {
  fc.assert(
    fc.property(number, (value) => {
      const { zeros, rest } = splitZeros(hashOf(value));
      expect(zeros + rest).toBe(hashOf(value));
      expect(zeros).toMatch(/^0*$/);
      expect(rest).toBe(value === 0n ? '' : value.toString(16));
    }),
  );
});

test('leading zero bits are those of the 256-bit number', () => {
  fc.assert(
    fc.property(number, (value) => {
      const length = value === 0n ? 0 : value.toString(2).length;
      expect(leadingZeroBits(hashOf(value))).toBe(256 - length);
    }),
  );
});

test('better is the smaller number', () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(isBetter(hashOf(a), hashOf(b))).toBe(a < b);
      expect(isBetter(hashOf(a), undefined)).toBe(true);
    }),
  );
});
