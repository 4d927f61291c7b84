import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatNumber,
  formatPercent,
  formatTime,
  keepUnits,
} from '../../src/report/quantities.js';

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
