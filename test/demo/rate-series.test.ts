import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentRates, SHOWN_SECONDS } from '../../demo/src/rate-series.js';

test('keeps the last two minutes in order, and one reading of a moment', () => {
  const steps = fc.array(fc.record({ step: fc.integer({ min: 0, max: 40 }), rate: fc.nat() }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(steps, (given) => {
      const series = new RecentRates();
      const all = new Map<number, number>();
      let now = 0;
      for (const { step, rate } of given) {
        now += step;
        series.add(now, rate);
        all.set(now, rate);
      }
      const expected = [...all].filter(([at]) => at >= now - SHOWN_SECONDS);
      expect(series.seconds).toEqual(expected.map(([at]) => at));
      expect(series.rates).toEqual(expected.map(([, rate]) => rate));
    }),
  );
});
