import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BenchmarkEvent } from '../../../src/hashrate/benchmark/benchmark-events.js';
import { BenchmarkProgress } from '../../../src/hashrate/benchmark/benchmark-progress.js';

test('whatever steps take, what is done never falls, and ends at 1', () => {
  const steps = fc.array(
    fc.record({
      planned: fc.integer({ min: 1, max: 1000 }),
      times: fc.array(fc.double({ min: 0, max: 500, noNaN: true })),
    }),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(steps, (plan) => {
      const events: BenchmarkEvent[] = [];
      const total = plan.reduce((sum, { planned }) => sum + planned, 0);
      const progress = new BenchmarkProgress(total, (event) => events.push(event));
      for (const { planned, times } of plan) {
        progress.begin('step', planned);
        for (const time of [...times, planned]) progress.advance(time, { step: 'x', hashRate: 1 });
      }
      const shares = events.flatMap((event) => (event.type === 'progress' ? [event.done] : []));
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(shares.at(-1)).toBeCloseTo(1, 9);
      expect(events.filter(({ type }) => type === 'stage')).toHaveLength(plan.length);
    }),
  );
});

test('a step that took less than planned is over when the next one begins', () => {
  const events: BenchmarkEvent[] = [];
  const progress = new BenchmarkProgress(20, (event) => events.push(event));
  progress.begin('a', 10);
  progress.advance(1, { step: 'a', hashRate: 5 });
  progress.begin('b', 10);
  progress.advance(1, { step: 'b', hashRate: 6, celsius: 50 });
  expect(events).toEqual([
    { type: 'stage', name: 'a' },
    { type: 'progress', done: 0.05, step: 'a', hashRate: 5 },
    { type: 'stage', name: 'b' },
    { type: 'progress', done: 0.55, step: 'b', hashRate: 6, celsius: 50 },
  ]);
});
