import fc from 'fast-check';
import { expect, it } from 'vitest';
import { THROTTLE_FLAGS } from '../../../src/hashrate/card/device-card.js';
import { decodeThrottling } from '../../../src/hashrate/sensors/throttle-bits.js';

it.each([
  ['0', [], []],
  ['0x0', [], []],
  ['1', ['under-voltage'], []],
  ['2', ['frequency-capped'], []],
  ['4', ['throttled'], []],
  ['8', ['soft-temperature-limit'], []],
  ['0x10000', [], ['under-voltage']],
  ['20000', [], ['frequency-capped']],
  ['40000', [], ['throttled']],
  ['80000', [], ['soft-temperature-limit']],
  ['0x50005', ['under-voltage', 'throttled'], ['under-voltage', 'throttled']],
  ['0xE0008', ['soft-temperature-limit'], ['frequency-capped', 'throttled', 'soft-temperature-limit']],
  // Bits that the documentation gives no meaning.
  ['fff0fff0', [], []],
])('%s', (hex, throttling, occurred) => {
  expect(decodeThrottling(hex)).toEqual({ throttling, occurred });
});

it('every word is decoded bit by bit', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), (word) => {
      const { throttling, occurred } = decodeThrottling(`0x${word.toString(16)}`)!;
      for (const [i, flag] of THROTTLE_FLAGS.entries()) {
        expect(throttling.includes(flag)).toBe((BigInt(word) >> BigInt(i)) % 2n === 1n);
        expect(occurred.includes(flag)).toBe((BigInt(word) >> BigInt(16 + i)) % 2n === 1n);
      }
    }),
  );
});

it.each([undefined, '', '0x', 'x', '-1', '100000000', '0x5 0005', 'throttled=0x0'])(
  '%j is no such word',
  (hex) => {
    expect(decodeThrottling(hex)).toBeUndefined();
  },
);
