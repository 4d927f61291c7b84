import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatHashes,
  formatNumber,
  formatPercent,
  formatRate,
  formatShare,
  formatTime,
  keepUnits,
} from '../src/quantities.js';

test.each([
  [0, '0'],
  [0.00051, '5.1e-4'],
  [0.0512, '0.051'],
  [0.9996, '1.00'],
  [4.024, '4.02'],
  [9.996, '10.0'],
  [99.96, '100'],
  [12_345, '12345'],
  [1.5e9, '1.5e+9'],
  [Number.NaN, '–'],
  [Number.POSITIVE_INFINITY, '–'],
  [undefined, '–'],
])('number %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.001, '< 1 %'],
  [0.5, '50 %'],
  [0.999, '> 99 %'],
  [1, '100 %'],
  [1.02, '102 %'],
  [undefined, '–'],
])('share %s', (value, text) => {
  expect(formatPercent(value)).toBe(text);
});

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [90, '1 min 30 s'],
  [3900, '1 h 5 min'],
  [604_800, '7 d'],
])('time %s', (value, text) => {
  expect(formatTime(value)).toBe(text);
});

test('bytes and counts', () => {
  expect([formatBytes(32_768), formatBytes(4e9), formatBytes(5)]).toEqual(['32 KiB', '3.7 GiB', '5 B']);
  expect([formatCount(1, 'device'), formatCount(2, 'device')]).toEqual(['1 device', '2 devices']);
});

test('a number stays with its unit', () => {
  expect(keepUnits('4 MH/s at 70 °C')).toBe('4\u00a0MH/s at 70\u00a0°C');
});

describe('formatRate', () => {
  test.for([
    [0, '0.00 H/s'],
    [1.234, '1.23 H/s'],
    [9.996, '10.0 H/s'],
    [99.96, '100 H/s'],
    [999.4, '999 H/s'],
    [999.5, '1.00 kH/s'],
    [1000, '1.00 kH/s'],
    [14_300_000, '14.3 MH/s'],
    [999_500_000, '1.00 GH/s'],
    [3.2e21, '3.20e+21 H/s'],
    [Number.NaN, 'n/a H/s'],
    [Number.POSITIVE_INFINITY, 'n/a H/s'],
  ] as const)('%f is %s', ([rate, text]) => {
    expect(formatRate(rate)).toBe(text);
  });

  test('keeps three digits, rounded, whatever the size', () => {
    const factors: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9.99e20, noNaN: true }), (rate) => {
        const [, digits, prefix] = /^(\d\.\d\d|\d\d\.\d|\d{3}) ([kMGTPE]?)H\/s$/.exec(formatRate(rate))!;
        const shown = Number(digits) * factors[prefix!]!;
        expect(Math.abs(shown - rate) / rate).toBeLessThanOrEqual(0.0051);
      }),
    );
  });
});

test.for([
  [0, '0 H'],
  [999, '999 H'],
  [1000, '1.00 kH'],
  [33_600_000, '33.6 MH'],
  [4.523e74, '4.52e+74 H'],
] as const)('formatHashes(%f) is %s', ([hashes, text]) => {
  expect(formatHashes(hashes)).toBe(text);
});

describe('formatDuration', () => {
  test.for([
    [0, '0 ms'],
    [0.032, '32 ms'],
    [0.9994, '999 ms'],
    [0.9996, '1.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 m 0 s'],
    [90, '1 m 30 s'],
    [3599.6, '1 h 0 m'],
    [7800, '2 h 10 m'],
    [86_400, '1 d 0 h'],
    [200_000, '2 d 7 h'],
    [31_557_600, '1 y'],
    [31_557_600 * 999_999, '999999 y'],
    [31_557_600 * 4e9, '4.0e+9 y'],
    [Number.POSITIVE_INFINITY, 'never'],
  ] as const)('%f s is %s', ([seconds, text]) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('is never far from the truth', () => {
    const units: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, y: 31_557_600 };
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1e12, noNaN: true }), (seconds) => {
        const text = formatDuration(seconds);
        const parts = [...text.matchAll(/([\d.]+(?:e\+\d+)?) ([a-z]+)/g)];
        expect(parts.map(([part]) => part).join(' ')).toBe(text);
        const shown = parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
        // Two units, the second cut off: a year's days are not told.
        expect(Math.abs(shown - seconds)).toBeLessThanOrEqual(
          Math.max(seconds * 0.07, 0.51) + (seconds > 3e7 ? 31_557_600 : 0),
        );
      }),
    );
  });
});

describe('formatShare', () => {
  test.for([
    [0, '0.0 %'],
    [1, '100.0 %'],
    [0.3424, '34.2 %'],
    [0.001, '0.1 %'],
    [0.000_123_4, '0.012 %'],
    [1.234e-6, '0.00012 %'],
    [1e-8, '0.0000010 %'],
    [1.234e-10, '1.2e-8 %'],
    [1e-70, '1.0e-68 %'],
  ] as const)('%f is %s', ([share, text]) => {
    expect(formatShare(share)).toBe(text);
  });

  test('a share below one is never shown as all', () => {
    expect(formatShare(1 - 1e-9)).toBe('99.9 %');
    expect(formatShare(0.9994)).toBe('99.9 %');
  });
});
