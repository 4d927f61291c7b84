import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEWEST, median, medianInterval, quantile } from '../../../src/hashrate/benchmark/statistics.js';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('quantiles', () => {
  it.each([
    [[7], 0.5, 7],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[10, 20, 30, 40, 50], 0, 10],
    [[10, 20, 30, 40, 50], 1, 50],
    [[10, 20, 30, 40, 50], 0.9, 46],
    // As text, 10 sorts before 9.
    [[10, 9, 100], 0.5, 10],
  ])('of %j at %d is %d', (values, share, expected) => {
    expect(quantile(values, share)).toBeCloseTo(expected, 12);
  });

  it('leave the values in their order', () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
  });

  it('of nothing there are none', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('the interval of the median', () => {
  // The usual tables of order statistics for 95 %; coverage is 1 − 2 · P(binomial(n, ½) < low).
  it.each([
    [6, 1, 6, 1 - 2 / 64],
    [8, 1, 8, 1 - 2 / 256],
    [9, 2, 8, 1 - (2 * 10) / 512],
    [15, 4, 12, 1 - (2 * (1 + 15 + 105 + 455)) / 2 ** 15],
    [20, 6, 15, 1 - (2 * (1 + 20 + 190 + 1140 + 4845 + 15504)) / 2 ** 20],
  ])('of %i values: the %ith and the %ith', (count, low, high, coverage) => {
    const interval = medianInterval(upTo(count).reverse());
    expect(interval).toEqual({ low, high, coverage: expect.closeTo(coverage, 10) });
    expect(interval.coverage).toBeGreaterThanOrEqual(0.95);
  });

  it('of too few values is their range, and says what that is worth', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toEqual({ low: 1, high: 5, coverage: 1 - 2 / 32 });
    expect(medianInterval([7])).toEqual({ low: 7, high: 7, coverage: 0 });
    expect(medianInterval(upTo(FEWEST)).coverage).toBeGreaterThanOrEqual(0.95);
    expect(medianInterval(upTo(FEWEST - 1)).coverage).toBeLessThan(0.95);
  });

  it('of very many values: as the normal distribution has it', () => {
    const count = 10_000;
    const { low, high, coverage } = medianInterval(upTo(count));
    // 1.96 standard deviations of binomial(n, ½), each √n / 2.
    expect(high - low).toBeGreaterThan(1.95 * Math.sqrt(count));
    expect(high - low).toBeLessThan(2 * Math.sqrt(count));
    expect(coverage).toBeGreaterThanOrEqual(0.95);
  });

  it('is narrower the less confidence is asked for', () => {
    expect(medianInterval(upTo(15), 0.8)).toMatchObject({ low: 5, high: 11 });
    expect(medianInterval(upTo(15), 0.99)).toMatchObject({ low: 3, high: 13 });
  });

  it('holds the median', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (some) => {
        const { low, high } = medianInterval(some);
        expect(median(some)).toBeGreaterThanOrEqual(low);
        expect(median(some)).toBeLessThanOrEqual(high);
      }),
    );
  });
});
