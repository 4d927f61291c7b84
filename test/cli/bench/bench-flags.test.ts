import { describe, expect, test } from 'vitest';
import { parseBenchFlags, parseDuration } from '../../../src/cli/bench/bench-flags.js';
import { FlagError } from '../../../src/cli/flags.js';

test('what they ask for', () => {
  expect(
    parseBenchFlags({ quick: true, sustain: '5m', threads: '3', cooling: 'none', watts: '6.4' }),
  ).toEqual({ isQuick: true, sustainSeconds: 300, threads: 3, cooling: 'none', watts: 6.4 });
  expect(parseBenchFlags({})).toEqual({ isQuick: false });
});

describe('times', () => {
  test.each([
    ['1', 1],
    ['90s', 90],
    ['5m', 300],
    ['1.5h', 5400],
    ['7d', 604_800],
  ])('%s', (text, seconds) => {
    expect(parseDuration('--sustain', text, 604_800)).toBe(seconds);
  });

  test.each(['', '0', '0.5', '-5m', '5 m', 'm', '1e3', '8d', 'forever', '١m'])('%j is none', (text) => {
    expect(() => parseDuration('--sustain', text, 604_800)).toThrow(
      new FlagError(
        '--sustain',
        `expected a time from 1s to 7d, as 90s, 5m or 1h, got ${JSON.stringify(text)}`,
      ),
    );
  });
});

test.each([
  [{ threads: '0' }, '--threads'],
  [{ threads: '257' }, '--threads'],
  [{ watts: '-1' }, '--watts'],
  [{ output: '' }, '--output'],
])('%j names its flag', (flags, flag) => {
  expect(() => parseBenchFlags(flags)).toThrow(expect.objectContaining({ flag }));
});
