import fc from 'fast-check';
import { expect, it } from 'vitest';
import { driftOf } from '../../src/clockchain/drift.js';
import { expectInputError } from '../bitcoin/input-error.js';

const ticks = fc.integer({ min: 1, max: 10_000 });
const rate = fc.double({ min: 0.1, max: 100, noNaN: true });

it('is none where both tick as often as their rates say', () => {
  expect(driftOf({ ticks: 300, rate: 3 }, { ticks: 100, rate: 1 })).toEqual({
    drift: 0,
    band: 1.96 * Math.sqrt(1 / 300 + 1 / 100),
    isDetected: false,
  });
});

it('is the share by which the first ticks more than its rate says', () => {
  const drift = driftOf({ ticks: 12_000, rate: 500 }, { ticks: 10_000, rate: 500 })!;
  expect(drift.drift).toBeCloseTo(0.2, 12);
  expect(drift.band).toBeCloseTo(0.02654, 5);
  expect(drift.isDetected).toBe(true);
});

it('is not detected where chance explains it', () => {
  expect(driftOf({ ticks: 12, rate: 1 }, { ticks: 10, rate: 1 })).toMatchObject({ isDetected: false });
  expect(driftOf({ ticks: 1, rate: 1 }, { ticks: 3, rate: 1 })).toMatchObject({ isDetected: false });
});

it('of the second against the first is the inverse, with the same band', () => {
  fc.assert(
    fc.property(ticks, rate, ticks, rate, (ticksOne, rateOne, ticksOther, rateOther) => {
      const one = { ticks: ticksOne, rate: rateOne };
      const other = { ticks: ticksOther, rate: rateOther };
      const there = driftOf(one, other)!;
      const back = driftOf(other, one)!;
      expect((1 + there.drift) * (1 + back.drift)).toBeCloseTo(1, 9);
      expect(back.band).toBe(there.band);
      expect(there.isDetected).toBe(Math.abs(there.drift) > there.band);
    }),
  );
});

it('is not known before both have ticked', () => {
  expect(driftOf({ ticks: 0, rate: 1 }, { ticks: 5, rate: 1 })).toBeUndefined();
  expect(driftOf({ ticks: 5, rate: 1 }, { ticks: 0, rate: 1 })).toBeUndefined();
});

it('refuses what is no count or rate', () => {
  const good = { ticks: 1, rate: 1 };
  const refuse = (bad: { ticks: number; rate: number }, option: string, message: string) =>
    expectInputError(() => driftOf(good, bad), 'ERR_INVALID_OPTION', option, message);
  refuse({ ticks: -1, rate: 1 }, 'other.ticks', 'an integer from 0 to 9007199254740991, got -1');
  refuse({ ticks: 1, rate: 0 }, 'other.rate', 'a finite number above 0, got 0');
  refuse({ ticks: 1, rate: Number.NaN }, 'other.rate', 'a finite number above 0, got NaN');
});
