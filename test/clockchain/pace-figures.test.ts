import { expect, it } from 'vitest';
import { paceFigures } from '../../src/clockchain/pace-figures.js';
import { expectInputError } from '../bitcoin/input-error.js';
import { randomNumbers } from '../hashrate/benchmark/synthetic.js';

it('has the mean, what is expected, and the band', () => {
  const close = (value: number) => expect.closeTo(value, 12);
  expect(paceFigures(10, 100, 900)).toEqual({
    every: 10,
    count: 100,
    mean: 9,
    expected: 10,
    band: close(1.96),
  });
  // A round of two lasts X·(1 + 1/2), with a deviation of X·√(1 + 1/4).
  expect(paceFigures(10, 49, 700, 2)).toMatchObject({
    expected: 15,
    band: close((19.6 * Math.sqrt(1.25)) / 7),
  });
});

it('has no band below thirty, and no mean of none', () => {
  expect(paceFigures(1, 29, 29)).toMatchObject({ mean: 1, band: undefined });
  expect(paceFigures(1, 0, 0)).toEqual({ every: 1, count: 0, mean: undefined, expected: 1, band: undefined });
  expect(paceFigures(1, 30, 30).band).toBeCloseTo(1.96 / Math.sqrt(30), 12);
});

it.each([
  [30, 1],
  [200, 1],
  [60, 3],
])('the mean of %i ticks or rounds of %i devices is in the band 95 times of 100', (count, devices) => {
  const random = randomNumbers(count);
  const interval = () => Math.max(...Array.from({ length: devices }, () => -Math.log(1 - random())));
  const runs = 4000;
  let inside = 0;
  for (let run = 0; run < runs; run++) {
    let seconds = 0;
    for (let i = 0; i < count; i++) seconds += interval();
    const { mean, expected, band } = paceFigures(1, count, seconds, devices);
    if (Math.abs(mean! - expected) <= band!) inside++;
  }
  // Three standard errors, and half a per cent since means of few are not quite normal.
  expect(Math.abs(inside / runs - 0.95)).toBeLessThan(3 * Math.sqrt((0.95 * 0.05) / runs) + 0.005);
});

it('refuses counts that are none', () => {
  expectInputError(
    () => paceFigures(1, -1, 0),
    'ERR_INVALID_OPTION',
    'count',
    'an integer from 0 to 9007199254740991, got -1',
  );
});
