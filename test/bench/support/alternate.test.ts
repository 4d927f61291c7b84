import { expect, it } from 'vitest';
import { alternate, ratios } from '../../../bench/support/alternate.js';

it('variants take turns, every other round in reverse order', async () => {
  const order: string[] = [];
  const results = await alternate(['a', 'b', 'c'], 3, async (name, round) => {
    order.push(name + round);
    return round * 10 + name.charCodeAt(0);
  });
  expect(order).toEqual(['a0', 'b0', 'c0', 'c1', 'b1', 'a1', 'a2', 'b2', 'c2']);
  expect(results).toEqual({ a: [97, 107, 117], b: [98, 108, 118], c: [99, 109, 119] });
});

it('a ratio is formed within a round, and is none where the base has no value', () => {
  expect(ratios([6, 8, 9], [2, 4])).toEqual([3, 2, Number.NaN]);
  expect(ratios([], [1])).toEqual([]);
});
