import { expect, it } from 'vitest';
import { describeMachine } from '../../../bench/support/machine.js';
import { betweenNodes, ratesByNode, ratiosByNode } from '../../../bench/support/node-tables.js';

const slices = (...rates: number[]) => rates.map((rate) => ({ rate: rate * 1e6, share: 1 }));
const onNode = (node: string, kernel: number[], base: number[]) => ({
  machine: describeMachine({ node, v8: '1' }),
  slices: { kernel: slices(...kernel), base: slices(...base) },
  compared: [
    {
      says: 'kernel ÷ base',
      median: kernel[1]! / base[1]!,
      interval: { low: 1, high: 9, coverage: 0.5 },
      perRound: [],
    },
  ],
});
const nodes = [onNode('20.1.2', [2, 4, 6], [1, 1, 1]), onNode('24.3.4', [4, 6, 18], [2, 2, 2])];
const lines = (table: string): string[][] => table.split('\n').map((line) => line.trim().split(/ {3,}/));

it('rates: a column for each Node, with the ratio to the base on that Node', () => {
  const [head, , ...rows] = lines(ratesByNode(nodes, 'base', '× base'));
  expect(head).toEqual(['median MH/s, × base', 'Node 20.1.2', '×', 'Node 24.3.4', '×']);
  expect(rows).toEqual([
    ['kernel', '4.000', '4.00', '6.000', '3.00'],
    ['base', '1.000', '1.00', '2.000', '1.00'],
  ]);
});

it('ratios: a row for each comparison, with its interval', () => {
  expect(lines(ratiosByNode(nodes)).at(-1)).toEqual([
    'kernel ÷ base',
    '4.000  1.000–9.000',
    '3.000  1.000–9.000',
  ]);
});

it('between Nodes: the ratio of the same round to the same entrant on the first', () => {
  const [head, , kernel, base] = lines(betweenNodes(nodes));
  expect(head).toEqual(['÷ Node 20.1.2', 'Node 24.3.4']);
  // 4/2, 6/4 and 18/6: the median is not that of the medians.
  expect(kernel).toEqual(['kernel', '2.000  1.500–3.000']);
  expect(base).toEqual(['base', '2.000  2.000–2.000']);
  expect(betweenNodes([])).toBe('');
});

it('what did not take part on a Node has a dash', () => {
  const [old, fresh] = nodes;
  const { base } = old!.slices;
  const without = { ...old!, slices: { base }, compared: [] };
  expect(lines(ratesByNode([fresh!, without as never], 'base', '×')).at(-2)).toEqual([
    'kernel',
    '6.000',
    '3.00',
    '–',
    '–',
  ]);
  expect(lines(ratiosByNode([fresh!, without as never])).at(-1)).toEqual([
    'kernel ÷ base',
    '3.000  1.000–9.000',
    '–',
  ]);
});
