import { expect, test } from 'vitest';
import { RoundPace } from '../../../src/clockchain/session/round-pace.js';

const names = ['one', 'two'];

/** A round of both devices at these paces. */
function hold(pace: RoundPace, round: number, seconds: number, ...every: (number | undefined)[]) {
  for (const [i, each] of every.entries()) pace.tick({ name: names[i]!, round, every: each });
  pace.round({ round, seconds, present: names.slice(0, every.length), absent: [] });
}

test('only rounds count that all devices held at one pace', () => {
  const pace = new RoundPace();
  expect(pace.figures).toBeUndefined();
  hold(pace, 1, 9, undefined, 2);
  hold(pace, 2, 9, 2, undefined);
  hold(pace, 3, 9, 1, 2);
  expect(pace.figures).toBeUndefined();
  hold(pace, 4, 2, 2, 2);
  hold(pace, 5, 3, 2, 2);
  pace.tick({ name: 'one', round: 6, every: 2 });
  // Its tick is of the round before.
  pace.round({ round: 6, seconds: 9, present: names, absent: [] });
  pace.round({ round: 7, seconds: 9, present: ['one'], absent: [{ name: 'two', why: 'late' }] });
  expect(pace.figures).toEqual({
    every: 2,
    devices: 2,
    count: 2,
    mean: 2.5,
    expected: 3,
    band: undefined,
  });
});

test('another pace, or another number of devices, begins anew', () => {
  const pace = new RoundPace();
  hold(pace, 1, 3, 2, 2);
  hold(pace, 2, 8, 4, 4);
  expect(pace.figures).toMatchObject({ every: 4, count: 1, mean: 8 });
  hold(pace, 3, 5, 4);
  expect(pace.figures).toMatchObject({ every: 4, devices: 1, count: 1, mean: 5, expected: 4 });
});
