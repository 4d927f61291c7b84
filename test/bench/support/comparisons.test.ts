import { expect, it } from 'vitest';
import { compare, withYardsticks } from '../../../bench/support/comparisons.js';

const slices = (...rates: number[]) => rates.map((rate) => ({ rate, share: 1 }));

it('compares round by round, and leaves out who did not take part', () => {
  const compared = compare({ 'simd kernel': slices(6, 9, 8), 'scalar kernel': slices(3, 3, 2) });
  expect(compared).toHaveLength(1);
  expect(compared[0]).toMatchObject({ says: 'simd ÷ scalar', perRound: [2, 3, 4], median: 3 });
});

it('takes the rounds that it is given', () => {
  const [simd] = compare(
    { 'simd kernel': slices(6, 9, 8), 'scalar kernel': slices(3, 3, 2) },
    undefined,
    [0, 2],
  );
  expect(simd).toMatchObject({ perRound: [2, 4], median: 3 });
});

it('sets simd and rolling beside each yardstick', () => {
  expect(withYardsticks([{ name: 'old.wasm' }])).toEqual([
    { says: 'simd ÷ old.wasm', of: 'simd kernel', to: 'old.wasm' },
    { says: 'rolling ÷ old.wasm', of: 'rolling kernel', to: 'old.wasm' },
  ]);
});
