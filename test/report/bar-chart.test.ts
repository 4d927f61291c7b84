import { expect, test } from 'vitest';
import { barChart } from '../../src/report/bar-chart.js';
import { elementsOf, numbersOf } from './markup.js';

const bar = (value: number, label = 'a') => ({
  label,
  value,
  low: value * 0.9,
  high: value * 1.1,
  text: `${value} MH/s`,
  tooltip: `${label}: ${value}`,
});
const draw = (...bars: ReturnType<typeof bar>[]) =>
  elementsOf(
    `${barChart(bars, 'rate', { id: 'p', width: 918, isNarrow: false, title: 't', description: 'd' })}`,
  );
const of = (elements: ReturnType<typeof draw>, className: string) =>
  elements.filter(({ attributes }) => attributes.class === className);

test('bars are as long as their values, with whiskers around their ends', () => {
  const elements = draw(bar(9), bar(4.5));
  expect(of(elements, 'bar').map(({ attributes }) => Number(attributes.width))).toEqual([810, 405]);
  const [left, , right] = numbersOf(of(elements, 'whisker')[0]!.attributes.d!);
  expect([left, right]).toEqual([733, 895]);
});

test('a label is whole, also where it is pointed at', () => {
  const elements = draw(bar(1, '<'.repeat(300)));
  expect(of(elements, 'label')[0]!.text).toContain(`<span>${'&lt;'.repeat(300)}</span>`);
  expect(elements.some(({ name, text }) => name === 'title' && text === `${'&lt;'.repeat(300)}: 1`)).toBe(
    true,
  );
});

test('nothing but zeros is a plot, too', () => {
  expect(`${JSON.stringify(draw(bar(0)))}`).not.toMatch(/NaN|Infinity/);
});
