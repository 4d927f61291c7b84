import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinSpans, meansOf, thin } from '../../src/report/thin.js';

describe('thinning', () => {
  const points = fc
    .array(fc.record({ x: fc.integer({ min: 0, max: 1000 }), y: fc.integer() }), {
      minLength: 1,
      maxLength: 400,
    })
    .map((list) => list.sort((a, b) => a.x - b.x));

  test('keeps the ends, the lowest and the highest, and the order; and no more than it may', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 4, max: 100 }), (all, most) => {
        const kept = thin(all, most);
        expect(kept.length).toBeLessThanOrEqual(most);
        expect([kept[0], kept.at(-1)]).toEqual([all[0], all.at(-1)]);
        const extremes = (list: typeof all) => [
          Math.min(...list.map(({ y }) => y)),
          Math.max(...list.map(({ y }) => y)),
        ];
        expect(extremes(kept)).toEqual(extremes(all));
        const places = kept.map((point) => all.indexOf(point));
        expect(places.every((place) => place >= 0)).toBe(true);
        expect(kept.map(({ x }) => x)).toEqual(kept.map(({ x }) => x).toSorted((a, b) => a - b));
      }),
    );
  });

  test('leaves a short line as it is', () => {
    const all = [3, 1, 2].map((y, x) => ({ x, y }));
    expect(thin(all)).toEqual(all);
  });

  test('makes a week of seconds a thousand points, with a dip of one second', () => {
    const week = Array.from({ length: 604_800 }, (_, x) => ({ x, y: x === 345_678 ? 0 : 4 }));
    const kept = thin(week);
    expect(kept.length).toBeLessThanOrEqual(1000);
    expect(kept).toContainEqual({ x: 345_678, y: 0 });
  });
});

test('means are of stretches that have points', () => {
  const points = [0, 1, 2, 3, 90, 100].map((x) => ({ x, y: x * 2 }));
  expect(meansOf(points, 10)).toEqual([
    { x: 1.5, y: 3 },
    { x: 95, y: 190 },
  ]);
  expect(meansOf([])).toEqual([]);
  expect(meansOf([{ x: 5, y: 1 }])).toEqual([{ x: 5, y: 1 }]);
});

describe('stretches', () => {
  test('are joined where they touch, overlap, or are near', () => {
    const spans = [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 1.5, to: 1.8 },
      { from: 4, to: 5 },
      { from: 9, to: 10 },
    ];
    expect(joinSpans(spans)).toEqual([
      { from: 0, to: 2 },
      { from: 4, to: 5 },
      { from: 9, to: 10 },
    ]);
    expect(joinSpans(spans, 2)).toEqual([
      { from: 0, to: 5 },
      { from: 9, to: 10 },
    ]);
  });
});
