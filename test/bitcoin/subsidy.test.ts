import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockSubsidy,
  COIN,
  HALVING_INTERVAL,
  halvings,
  REGTEST_HALVING_INTERVAL,
  totalSubsidy,
} from '../../src/bitcoin/subsidy.js';
import { expectInputError } from './input-error.js';

describe('blockSubsidy', () => {
  it.each([
    [0, 5_000_000_000n],
    [209_999, 5_000_000_000n],
    [210_000, 2_500_000_000n],
    [419_999, 2_500_000_000n],
    [420_000, 1_250_000_000n],
    [840_000, 312_500_000n],
    [210_000 * 10 - 1, 9_765_625n],
    [210_000 * 10, 4_882_812n],
    [6_929_999, 1n],
    [6_930_000, 0n],
    [210_000 * 64, 0n],
    [Number.MAX_SAFE_INTEGER, 0n],
  ])('at height %i is %d satoshi', (height, satoshi) => {
    expect(blockSubsidy(height)).toBe(satoshi);
  });

  it('halves every 150 blocks on regtest', () => {
    expect(blockSubsidy(149, REGTEST_HALVING_INTERVAL)).toBe(50n * COIN);
    expect(blockSubsidy(150, REGTEST_HALVING_INTERVAL)).toBe(25n * COIN);
    expect(blockSubsidy(300, REGTEST_HALVING_INTERVAL)).toBe((COIN * 25n) / 2n);
  });

  it('sums up to 2099999997690000 satoshi, as in Bitcoin Core', () => {
    let total = 0n;
    for (let height = 0; height < 14_000_000; height += 1000) {
      expect(blockSubsidy(height) <= 50n * COIN).toBe(true);
      total += blockSubsidy(height) * 1000n;
    }
    expect(total).toBe(2_099_999_997_690_000n);
  });
});

describe('totalSubsidy', () => {
  it('knows the supply', () => {
    expect(totalSubsidy(0)).toBe(50n * COIN);
    expect(totalSubsidy(209_999)).toBe(10_500_000n * COIN);
    expect(totalSubsidy(210_000)).toBe(10_500_000n * COIN + 25n * COIN);
    expect(totalSubsidy(839_999)).toBe(19_687_500n * COIN);
    expect(totalSubsidy(6_929_999)).toBe(2_099_999_997_690_000n);
    expect(totalSubsidy(Number.MAX_SAFE_INTEGER)).toBe(2_099_999_997_690_000n);
    expect(totalSubsidy(6_929_998)).toBe(2_099_999_997_689_999n);
  });

  it('is the sum of the subsidies up to the height, whatever the interval', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 50 }), (height, interval) => {
        let sum = 0n;
        for (let h = 0; h <= height; h++) sum += blockSubsidy(h, interval);
        expect(totalSubsidy(height, interval)).toBe(sum);
      }),
    );
  });
});

describe('halvings', () => {
  it('counts them', () => {
    expect(halvings(0)).toBe(0);
    expect(halvings(HALVING_INTERVAL - 1)).toBe(0);
    expect(halvings(HALVING_INTERVAL)).toBe(1);
    expect(halvings(840_000)).toBe(4);
    expect(halvings(449, REGTEST_HALVING_INTERVAL)).toBe(2);
    expect(halvings(Number.MAX_SAFE_INTEGER, 2)).toBe((Number.MAX_SAFE_INTEGER - 1) / 2);
  });
});

describe('all of them', () => {
  it.each([halvings, blockSubsidy, totalSubsidy])('refuse a height or interval that is none: %o', (count) => {
    const safe = 9007199254740991;
    expectInputError(() => count(-1), 'ERR_INVALID_OPTION', 'height', `an integer from 0 to ${safe}, got -1`);
    expectInputError(
      () => count(1.5),
      'ERR_INVALID_OPTION',
      'height',
      `an integer from 0 to ${safe}, got 1.5`,
    );
    expectInputError(
      () => count(2 ** 53),
      'ERR_INVALID_OPTION',
      'height',
      `an integer from 0 to ${safe}, got 9007199254740992`,
    );
    expectInputError(
      () => count('5' as never),
      'ERR_INVALID_OPTION',
      'height',
      `an integer from 0 to ${safe}, got "5"`,
    );
    expectInputError(
      () => count(5, 0),
      'ERR_INVALID_OPTION',
      'interval',
      `an integer from 1 to ${safe}, got 0`,
    );
  });
});
