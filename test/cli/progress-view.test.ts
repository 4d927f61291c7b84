import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBarText, toLine } from '../../src/cli/progress-view.js';
import type { SearchProgress } from '../../src/index.js';

const PROGRESS: SearchProgress = {
  hashes: 1_468_000_000,
  total: 2 ** 32,
  seconds: 100,
  hashRate: 14_300_000,
  hashRate60: 14_100_000,
  threadRates: [7_200_000, 7_100_000],
  chance: 2.9e-10,
  expectedSeconds: 300,
  hardwareErrors: 0,
  kernel: 'simd',
  threads: 2,
  isPaused: false,
  state: () => {
    throw new Error('not to be asked');
  },
};

describe('toLine', () => {
  test('says all in one line', () => {
    expect(toLine(PROGRESS)).toBe(
      '14.3 MH/s (60 s: 14.1 MH/s), 34.2 % done, chance 2.9e-8 %, a solution every 5 m 0 s, at the end in 3 m 18 s',
    );
  });

  test('and hardware errors, where there are any', () => {
    expect(toLine({ ...PROGRESS, hardwareErrors: 3 })).toMatch(/, 3 hardware errors$/);
    expect(toLine({ ...PROGRESS, hardwareErrors: 1 })).toMatch(/, 1 hardware error$/);
  });

  test('and what a search is that rests, without what its rate would tell', () => {
    const paused = { ...PROGRESS, isPaused: true };
    expect(toLine(paused, 80.31)).toBe('paused at 80.3 °C, 34.2 % done, chance 2.9e-8 %');
    expect(toLine(paused)).toBe('paused, 34.2 % done, chance 2.9e-8 %');
    expect(toLine(PROGRESS, 71)).toBe(toLine(PROGRESS));
    expect(toBarText(paused, 100, 80.31)).toMatch(/^ 34\.2 % {3}paused at 80\.3 °C {3}chance/);
  });

  test('before anything is known', () => {
    const start = {
      ...PROGRESS,
      hashes: 0,
      hashRate: 0,
      hashRate60: 0,
      chance: 0,
      expectedSeconds: Infinity,
    };
    expect(toLine(start)).toBe('0.00 H/s (60 s: 0.00 H/s), 0.0 % done, chance 0.0 %');
    expect(toBarText(start, 200)).toBe('  0.0 %   0.00 H/s   chance 0.0 %   60 s 0.00 H/s');
  });
});

describe('toBarText', () => {
  test('as much as fits, the important first', () => {
    expect(toBarText(PROGRESS, 200)).toBe(
      ' 34.2 %   14.3 MH/s   chance 2.9e-8 %   end in 3 m 18 s   solution every 5 m 0 s   60 s 14.1 MH/s',
    );
    expect(toBarText(PROGRESS, 40)).toBe(' 34.2 %   14.3 MH/s   chance 2.9e-8 %');
    expect(toBarText(PROGRESS, 19)).toBe(' 34.2 %   14.3 MH/s');
    expect(toBarText(PROGRESS, 18)).toBe(' 34.2 %');
  });

  test('is never wider than asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 200 }),
        fc.nat(2 ** 32),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, noNaN: true }),
        (columns, hashes, hashRate, chance, expectedSeconds) => {
          const text = toBarText({ ...PROGRESS, hashes, hashRate, chance, expectedSeconds }, columns);
          expect(text.length).toBeLessThanOrEqual(columns);
          expect(text).not.toMatch(/NaN|undefined/);
        },
      ),
    );
  });
});
