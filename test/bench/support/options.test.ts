import { afterEach, expect, it } from 'vitest';
import { readOptions } from '../../../bench/support/options.js';

const argv = process.argv;
afterEach(() => {
  process.argv = argv;
});

const read = (...words: string[]) => {
  process.argv = ['node', 'bench.js', ...words];
  return readOptions({ rounds: 31, kernel: 'simd', against: '', save: false });
};

it('gives the defaults', () => {
  expect(read()).toEqual({ rounds: 31, kernel: 'simd', against: '', save: false, json: '' });
});

it('reads numbers, texts, flags and --json', () => {
  expect(read('--rounds', '7', '--kernel=scalar', '--save', '--json', 'a.json')).toEqual({
    rounds: 7,
    kernel: 'scalar',
    against: '',
    save: true,
    json: 'a.json',
  });
  expect(read('--rounds', '0')).toMatchObject({ rounds: 0 });
});

it.each(['seven', 'NaN', '-1', '7s'])('--rounds=%s is no number', (value) => {
  expect(() => read(`--rounds=${value}`)).toThrow(`Expected --rounds to be a number, got ${value}`);
});

it.each([['--round', '7'], ['7'], ['--kernel']])('refuses %s', (...words) => {
  expect(() => read(...words)).toThrow();
});
