import { describe, expect, it } from 'vitest';
import {
  chancesToFinishFirst,
  expectedTries,
  roundFactor,
  variationOf,
} from '../../src/clockchain/expectations.js';
import { targetOfZeros } from '../../src/clockchain/tick/difficulty.js';
import { expectInputError } from '../bitcoin/input-error.js';

it.each([
  [2, 256],
  [3, 4_096],
  [4, 65_536],
  [5, 1_048_576],
  [6, 16_777_216],
])('%i leading hex zeros take %i tries', (zeros, tries) => {
  expect(expectedTries(zeros)).toBe(tries);
  const { expectedHashes } = targetOfZeros(zeros);
  expect(expectedHashes / tries - 1).toBeGreaterThanOrEqual(0);
  expect(expectedHashes / tries - 1).toBeLessThan(1.6e-5);
});

it('3 and then 2 take 4,352', () => {
  expect(expectedTries(3) + expectedTries(2)).toBe(4_352);
});

it('the spread of n ticks is one by the root of n', () => {
  expect([1, 100, 10_000].map(variationOf)).toEqual([1, 0.1, 0.01]);
});

it('a round lasts as long as the slowest of its devices', () => {
  expect([1, 2].map(roundFactor)).toEqual([1, 1.5]);
  expect(roundFactor(4)).toBeCloseTo(25 / 12, 14);
  // H_n = ln n + γ + 1/(2n) − …
  expect(roundFactor(256)).toBeCloseTo(Math.log(256) + 0.5772156649 + 1 / 512, 5);
});

describe('who finishes first', () => {
  it('is in 1 run of 257 the one with 5 zeros, and not the one with 3', () => {
    const paces = [5, 3].map((zeros) => ({ rate: 1, expectedTries: expectedTries(zeros) }));
    expect(chancesToFinishFirst(paces)).toEqual([1 / 257, 256 / 257]);
  });

  it('depends on rates as well', () => {
    const faster = { rate: 3, expectedTries: 256 };
    const slower = { rate: 1, expectedTries: 256 };
    expect(chancesToFinishFirst([faster, slower])).toEqual([0.75, 0.25]);
    expect(chancesToFinishFirst([slower])).toEqual([1]);
  });

  it('is not told of devices that never finish', () => {
    for (const pace of [
      { rate: 0, expectedTries: 16 },
      { rate: -1, expectedTries: -16 },
      { rate: 1, expectedTries: 0 },
    ]) {
      expect(() => chancesToFinishFirst([pace])).toThrow(
        /^Expected `devices\[0\]` to be with rate and tries above 0, got/,
      );
    }
  });
});

it('refuses what is no count', () => {
  expectInputError(
    () => expectedTries(64),
    'ERR_INVALID_OPTION',
    'difficulty',
    'an integer from 0 to 63, got 64',
  );
  expectInputError(
    () => roundFactor(0),
    'ERR_INVALID_OPTION',
    'devices',
    'an integer from 1 to 65536, got 0',
  );
  expectInputError(
    () => variationOf(0),
    'ERR_INVALID_OPTION',
    'ticks',
    'an integer from 1 to 9007199254740991, got 0',
  );
});
