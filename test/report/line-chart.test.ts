import { describe, expect, test } from 'vitest';
import { type LineChart, legend, lineChart } from '../../src/report/line-chart.js';
import { solid, styleOf } from '../../src/report/palette.js';
import { elementsOf, numbersOf } from './markup.js';

const CHART: LineChart = {
  id: 'plot',
  width: 920,
  height: 300,
  isNarrow: false,
  title: 'Title',
  description: 'Description',
  x: { label: 'time', kind: 'time', from: 0, to: 100 },
  y: { label: 'rate', from: 0, to: 10 },
  lines: [],
};

const line = (points: LineChart['lines'][number]['points'], breakAfter?: number) => ({
  label: 'a',
  style: solid(0),
  points,
  ...(breakAfter !== undefined && { breakAfter }),
});
const pathsOf = (chart: Partial<LineChart>, className: string) =>
  elementsOf(`${lineChart({ ...CHART, ...chart })}`)
    .filter(({ attributes }) => attributes.class?.split(' ').includes(className))
    .map(({ attributes }) => attributes.d!);

test('is a picture with a name and a description', () => {
  const elements = elementsOf(`${lineChart(CHART)}`);
  const svg = elements.find(({ name }) => name === 'svg')!;
  expect(svg.attributes).toMatchObject({ role: 'img', viewBox: '0 0 920 300' });
  const names = svg.attributes['aria-labelledby']!.split(' ');
  expect(names.map((id) => elements.find(({ attributes }) => attributes.id === id)?.text)).toEqual([
    'Title',
    'Description',
  ]);
});

describe('a line', () => {
  test('goes from point to point within the plot', () => {
    const [path] = pathsOf(
      {
        lines: [
          line([
            { x: 0, y: 0 },
            { x: 50, y: 10 },
            { x: 100, y: 5 },
          ]),
        ],
      },
      'line',
    );
    expect(path).toBe('M46 254L476 34L906 144');
  });

  test('is broken where nothing was measured', () => {
    const points = [1, 2, 3, 40, 41, 90].map((x) => ({ x, y: 1 }));
    const paths = pathsOf({ lines: [line(points, 10)] }, 'line');
    expect(paths.map((path) => numbersOf(path).length / 2)).toEqual([3, 2, 1.5]);
  });

  test('of a week is drawn by its means and its extremes, with strips for markers', () => {
    const points = Array.from({ length: 604_800 }, (_, x) => ({
      x,
      y: x % 10,
      tooltip: () => `${x}`,
    }));
    const chart = { x: { ...CHART.x, to: 604_800 }, lines: [line(points)] };
    const [path] = pathsOf(chart, 'line');
    expect(numbersOf(path!).length).toBeLessThanOrEqual(800);
    const [extremes] = pathsOf(chart, 'extremes');
    expect(numbersOf(extremes!).length).toBeLessThanOrEqual(2000);
    // Over the whole height, while the means lie in its middle.
    const heights = (d: string) => numbersOf(d).filter((_, at) => at % 2 === 1);
    expect([Math.min(...heights(extremes!)), Math.max(...heights(extremes!))]).toEqual([56, 254]);
    for (const height of heights(path!)) expect(height).toBeCloseTo(155, 0);
    expect(pathsOf(chart, 'marker')).toEqual([]);
    expect(pathsOf(chart, 'strip').length).toBe(120);
  });

  test('has a band, and markers with what they stand for', () => {
    const points = [0, 100].map((x) => ({ x, y: 5, low: 4, high: 6, tooltip: () => `<${x}>` }));
    expect(pathsOf({ lines: [line(points)] }, 'band')).toEqual(['M46 122L906 122L906 166L46 166z']);
    const titles = elementsOf(`${lineChart({ ...CHART, lines: [line(points)] })}`).filter(
      ({ name, text }) => name === 'title' && text !== 'Title',
    );
    expect(titles.map(({ text }) => text)).toEqual(['&lt;0&gt;', '&lt;100&gt;']);
  });
});

test('shades that are nearer than a pixel are one', () => {
  const spans = Array.from({ length: 1000 }, (_, at) => ({ from: at / 20, to: at / 20 + 0.01 }));
  const shades = elementsOf(`${lineChart({ ...CHART, shades: [{ className: 'throttled', spans }] })}`).filter(
    ({ attributes }) => attributes.class === 'shade throttled',
  );
  expect(shades.map(({ attributes }) => [attributes.x, attributes.width])).toEqual([['46', '429.7']]);
});

test('the first forty lines differ by more than colour', () => {
  const styles = Array.from({ length: 40 }, (_, at) => styleOf(at));
  expect(new Set(styles.map((style) => JSON.stringify(style))).size).toBe(40);
  expect(new Set(styles.slice(0, 5).map(({ dash, marker }) => `${dash} ${marker}`)).size).toBe(5);
  const items = elementsOf(`${legend([{ label: '<a>', style: styleOf(0) }])}`);
  expect(items.find(({ name }) => name === 'span')!.text).toBe('&lt;a&gt;');
});
