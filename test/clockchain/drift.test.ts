import fc from 'fast-check';
import { expect, it } from 'vitest';
import { driftOf } from '../../src/clockchain/drift.js';
import { Pacer } from '../../src/clockchain/pacer.js';
import { expectInputError } from '../bitcoin/input-error.js';
import { randomNumbers } from '../hashrate/benchmark/synthetic.js';
import { triesFor } from './support/simulated-tries.js';

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

/** A paced device in a time, by its tries. @param told the share of its tries that it tells */
function pacedWindow(every: number, rateAt: (second: number) => number, random: () => number, told = 1) {
  const pacer = new Pacer(every);
  let [second, ticks, due, tries] = [0, 0, 0, 0];
  for (;;) {
    const { target } = pacer.order;
    const taken = triesFor(target.expectedHashes, random);
    const seconds = taken / rateAt(second);
    second += seconds;
    if (second > 400) return { ticks, due, rate: tries / second };
    ticks++;
    tries += taken;
    due += (told * taken) / target.expectedHashes;
    pacer.add({ tries: taken, seconds, target });
  }
}

it('of paced devices is judged by the work of each tick, whatever their targets were', () => {
  const random = randomNumbers(11);
  const runs = 200;
  let [byWork, byCount] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const steady = pacedWindow(1, () => 6e6, random);
    // One that gets hot, and has a third of its rate from then on.
    const hot = pacedWindow(2, (second) => (second < 150 ? 3e6 : 1e6), random);
    if (driftOf({ ticks: hot.ticks, rate: hot.due }, { ticks: steady.ticks, rate: steady.due })!.isDetected)
      byWork++;
    // Both keep a pace, so that their ticks say nothing of their rates.
    if (driftOf(hot, steady)!.isDetected) byCount++;
  }
  expect(Math.abs(byWork / runs - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / runs));
  expect(byCount / runs).toBeGreaterThan(0.9);
});

it('of a paced device that tells two thirds of its tries is detected', () => {
  const random = randomNumbers(12);
  const [one, other] = [pacedWindow(1, () => 6e6, random, 2 / 3), pacedWindow(1, () => 3e6, random)];
  const drift = driftOf({ ticks: one.ticks, rate: one.due }, { ticks: other.ticks, rate: other.due })!;
  expect(drift.isDetected).toBe(true);
  expect(Math.abs(drift.drift - 0.5)).toBeLessThan(1.5 * drift.band);
});
