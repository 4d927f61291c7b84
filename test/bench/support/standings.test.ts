import { describe, expect, it } from 'vitest';
import { judgedRounds, ratesOf, ratio, rawValues } from '../../../bench/support/standings.js';

const slices = (...shares: number[]) => shares.map((share, round) => ({ rate: round + 1, share }));

describe('judged are', () => {
  it('the calm rounds, in which every entrant had 95 % of the core', () => {
    const measured = {
      a: slices(1, 1, 1, 0.94, 1, 1, 1, 0.95),
      b: slices(1, 0.5, 1, 1, 1, 1, 1, 1),
    };
    const calm = [0, 2, 4, 5, 6, 7];
    expect(judgedRounds(measured)).toEqual({ calm, of: 8, rounds: calm });
  });

  it('all rounds, where fewer than six were calm: an interval of the median takes six', () => {
    const measured = { a: slices(1, 1, 1, 1, 1, 0.9, 0.9), b: slices(1, 1, 1, 1, 1, 1, 1) };
    expect(judgedRounds(measured)).toEqual({ calm: [0, 1, 2, 3, 4], of: 7, rounds: [0, 1, 2, 3, 4, 5, 6] });
  });

  it('no rounds of a run that has none; a slice that is missing was not calm', () => {
    expect(judgedRounds({})).toEqual({ calm: [], of: 0, rounds: [] });
    expect(judgedRounds({ a: slices(1, 1), b: slices(1) }).calm).toEqual([0]);
  });
});

it('the rates of an entrant: all, of some rounds, of none that took part', () => {
  const measured = { a: slices(1, 1, 1) };
  expect(ratesOf(measured, 'a')).toEqual([1, 2, 3]);
  expect(ratesOf(measured, 'a', [2, 0, 7])).toEqual([3, 1, Number.NaN]);
  expect(ratesOf(measured, 'b')).toEqual([]);
});

it('raw values are two lists to an entrant', () => {
  expect(rawValues({ a: slices(1, 0.5) })).toEqual({ a: { rates: [1, 2], shares: [1, 0.5] } });
});

it('a ratio is the median of the ratios, not the ratio of the medians', () => {
  const { median, interval, perRound } = ratio([1, 8, 9], [1, 2, 9]);
  expect(perRound).toEqual([1, 4, 1]);
  expect(median).toBe(1);
  expect(interval).toEqual({ low: 1, high: 4, coverage: 0.75 });
});
