import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countScale, doublingScale, linearScale, timeScale } from '../../src/report/axes.js';

const labelsOf = ({ ticks }: ReturnType<typeof linearScale>) => ticks.map(({ label }) => label);
const range = [0, 300] as const;

test('a linear scale has round ticks, and ends with one', () => {
  const scale = linearScale({ from: 0, to: 9.3, range, ticks: 5 });
  expect(labelsOf(scale)).toEqual(['0', '2', '4', '6', '8', '10']);
  expect(scale.position(5)).toBe(150);
});

test('a scale of counts has whole numbers alone', () => {
  expect(labelsOf(countScale({ from: 1, to: 4, range, ticks: 10 }))).toEqual(['1', '2', '3', '4']);
  expect(labelsOf(countScale({ from: 1, to: 8, range, ticks: 4 }))).toEqual(['1', '3', '5', '7']);
  expect(countScale({ from: 1, to: 4, range, ticks: 10 }).position(4)).toBe(300);
});

test('a doubling scale has powers of two at equal distances', () => {
  const scale = doublingScale({ from: 1, to: 64, range, ticks: 6 });
  expect(labelsOf(scale)).toEqual(['1', '2', '4', '8', '16', '32', '64']);
  expect(scale.ticks.map(({ value }) => scale.position(value))).toEqual([0, 50, 100, 150, 200, 250, 300]);
  expect(labelsOf(doublingScale({ from: 1, to: 64, range, ticks: 3 }))).toEqual(['1', '4', '16', '64']);
});

describe('a time scale counts as people do', () => {
  test.each([
    [10, 's', ['0', '2', '4', '6', '8', '10']],
    [90, 's', ['0', '30', '60', '90']],
    [600, 'min', ['0', '2', '4', '6', '8', '10']],
    [7200, 'min', ['0', '30', '60', '90', '120']],
    [86_400, 'h', ['0', '6', '12', '18', '24']],
    [604_800, 'd', ['0', '2', '4', '6']],
  ])('%d s', (to, unit, labels) => {
    const scale = timeScale({ from: 0, to, range, ticks: 5 });
    expect([scale.unit, labelsOf(scale)]).toEqual([unit, labels]);
    expect(scale.position(to)).toBe(300);
  });
});

test('whatever the interval, there are some ticks, not too many, and all within the plot', () => {
  const value = fc.oneof(
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    fc.double({ min: 0, max: 1e300, noNaN: true }),
  );
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 12 }), (a, b, ticks) => {
      for (const scaleOf of [linearScale, timeScale, doublingScale]) {
        const from = scaleOf === doublingScale ? 1 : Math.min(a, b);
        const scale = scaleOf({ from, to: Math.max(a, b, from), range, ticks });
        expect(scale.ticks.length).toBeLessThanOrEqual(2 * ticks + 3);
        for (const { value, label } of scale.ticks) {
          expect(scale.position(value)).toBeGreaterThanOrEqual(-0.1);
          expect(scale.position(value)).toBeLessThanOrEqual(300.1);
          expect(label).not.toMatch(/NaN|Infinity/);
        }
      }
    }),
  );
});
