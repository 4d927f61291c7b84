import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Target } from '../../src/bitcoin/target.js';
import { FEWEST_TRIES, FIRST_TRIES, LARGEST_STEP, Pacer, WINDOW } from '../../src/clockchain/pacer.js';
import { targetOfZeros } from '../../src/clockchain/tick/difficulty.js';
import { expectInputError } from '../bitcoin/input-error.js';
import { randomNumbers } from '../hashrate/benchmark/synthetic.js';
import { triesFor } from './support/simulated-tries.js';

/** Compact bits cut off up to one part in 2^15. */
const ROUNDED = 1 + 2 ** -15;

/** A device that does so many tries a second, at a cost for each tick. @returns seconds of each tick, and whether it was at its pace */
function simulate(pacer: Pacer, ticks: number, rate: (tick: number) => number, seed = 1, overhead = 0) {
  const random = randomNumbers(seed);
  return Array.from({ length: ticks }, (_, tick) => {
    const { target, isAtPace } = pacer.order;
    const tries = triesFor(target.expectedHashes, random);
    const seconds = overhead + tries / rate(tick);
    pacer.add({ tries, seconds, target });
    return { seconds, isAtPace, tries, expected: target.expectedHashes };
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const work = fc.record({
  tries: fc.oneof(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
  seconds: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  bits: fc.constantFrom(
    ...[0, 1, 4, 9, 30].map((zeros) => targetOfZeros(zeros).bits),
    0x1e123456,
    0x1b7fffff,
  ),
});
const pace = fc.double({ min: 1e-3, max: 604_800, noNaN: true });

describe('the target', () => {
  it('begins at 65,536 tries, not at a pace', () => {
    const { order, rate, period } = new Pacer(10);
    expect(order.target.bits).toBe(0x1f010000);
    expect(order.target.expectedHashes).toBe(FIRST_TRIES);
    expect({ isAtPace: order.isAtPace, rate, period }).toEqual({
      isAtPace: false,
      rate: undefined,
      period: 1,
    });
  });

  it('is one of compact bits, at a step of at most 4, and never easier than the pace asks', () => {
    fc.assert(
      fc.property(pace, fc.array(work, { minLength: 1, maxLength: 40 }), (every, ticks) => {
        const pacer = new Pacer(every);
        for (const [at, { tries, seconds, bits }] of ticks.entries()) {
          const target = Target.fromBits(bits);
          pacer.add({ tries, seconds, target });
          const { order } = pacer;
          const last = ticks.slice(Math.max(0, at + 1 - WINDOW), at + 1);
          const sum = (of: 'tries' | 'seconds') => last.reduce((all, each) => all + each[of], 0);
          expect(pacer.rate).toBe(sum('tries') / sum('seconds'));
          expect(order.target.isCompact).toBe(true);
          const expected = order.target.expectedHashes;
          const wanted = pacer.rate! * every;
          expect(expected).toBeGreaterThanOrEqual(FEWEST_TRIES);
          expect(expected).toBeGreaterThanOrEqual(target.expectedHashes / LARGEST_STEP - 1e-9);
          expect(expected).toBeLessThanOrEqual(
            Math.max(FEWEST_TRIES, Math.min(2 ** 128, LARGEST_STEP * target.expectedHashes)) * ROUNDED,
          );
          const total = ticks.slice(0, at + 1).reduce((all, each) => all + each.seconds, 0);
          if (total < Math.min(Math.max(16 * every, 1), 10)) expect(order.isAtPace).toBe(false);
          if (order.isAtPace) {
            // A double of both, which is off by parts in 2^52.
            expect(expected).toBeGreaterThanOrEqual(wanted * (1 - 1e-12));
            expect(expected).toBeLessThanOrEqual(wanted * ROUNDED);
          }
        }
      }),
    );
  });

  it('follows from the last sixteen ticks alone', () => {
    const [one, other] = [new Pacer(1), new Pacer(1)];
    const target = targetOfZeros(4);
    one.add({ tries: 1e9, seconds: 1000, target });
    for (let i = 0; i < WINDOW; i++)
      for (const pacer of [one, other]) pacer.add({ tries: 70_000 + i, seconds: 1, target });
    expect(one.order.target.bits).toBe(other.order.target.bits);
    expect(one.period).toBe(WINDOW);
  });

  it.each([
    { tries: 5, seconds: 0 },
    { tries: 0, seconds: 1 },
    { tries: 5, seconds: Number.POSITIVE_INFINITY },
    { tries: Number.MAX_VALUE, seconds: 1 },
    { tries: 1.5, seconds: 1 },
  ])('does not change by what says nothing: %o', (said) => {
    const pacer = new Pacer(1);
    const before = pacer.order;
    pacer.add({ ...said, target: targetOfZeros(1) });
    expect(pacer.order).toBe(before);
    expect(pacer.rate).toBeUndefined();
  });

  it('needs a time', () => {
    for (const every of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expectInputError(
        () => new Pacer(every),
        'ERR_INVALID_OPTION',
        'seconds',
        `a finite number above 0, got ${every}`,
      );
  });
});

describe('a simulated device', () => {
  it.each([
    [10, 8e6],
    [600, 20e6],
    [0.05, 4e6],
    [2, 60_000],
  ])('every %d s at %d tries a second ticks at its pace', (every, rate) => {
    const ticks = simulate(new Pacer(every), 400, () => rate);
    const way = ticks.findIndex(({ isAtPace }) => isAtPace);
    const before = ticks.slice(0, way).reduce((all, { seconds }) => all + seconds, 0);
    expect(before).toBeGreaterThanOrEqual(Math.min(Math.max(16 * every, 1), 10));
    const paced = ticks.slice(way);
    expect(paced.length).toBeGreaterThan(300);
    expect(paced.every(({ isAtPace }) => isAtPace)).toBe(true);
    // Its rate is known exactly, so each target is that of the pace to the bits' last digit.
    for (const { expected } of paced) expect(Math.abs(expected / (every * rate) - 1)).toBeLessThan(2 ** -15);
    const error = mean(paced.map(({ seconds }) => seconds)) / every - 1;
    expect(Math.abs(error)).toBeLessThan(3 / Math.sqrt(paced.length));
  });

  it('whose rate falls to a third and rises again keeps its pace', () => {
    const ticks = simulate(new Pacer(5), 1200, (tick) => (tick >= 400 && tick < 800 ? 2e6 : 6e6), 7);
    for (const [from, rate] of [
      [416, 2e6],
      [816, 6e6],
    ] as const) {
      const settled = ticks.slice(from, from + 380);
      for (const { expected } of settled) expect(Math.abs(expected / (5 * rate) - 1)).toBeLessThan(2 ** -15);
      const error = mean(settled.map(({ seconds }) => seconds)) / 5 - 1;
      expect(Math.abs(error)).toBeLessThan(3 / Math.sqrt(settled.length));
    }
  });

  it('keeps its pace where each tick has a cost of its own, too', () => {
    const ticks = simulate(new Pacer(0.05), 3000, () => 4e6, 3, 0.01).slice(100);
    const error = mean(ticks.map(({ seconds }) => seconds)) / 0.05 - 1;
    // The cost counts as mining, so targets are easier by it. Of 60,000 such ticks the mean was 1.4 % too short.
    expect(Math.abs(error)).toBeLessThan(3 / Math.sqrt(ticks.length) + 0.02);
  });

  it('that can not tick so often mines to the easiest target, and is not at its pace', () => {
    const pacer = new Pacer(0.001);
    simulate(pacer, 60, () => 1e6, 5, 0.003);
    expect(pacer.order.isAtPace).toBe(false);
    expect(pacer.order.target.toHex()).toBe(Pacer.easiest.toHex());
    expect(Pacer.easiest.expectedHashes).toBe(FEWEST_TRIES);
    expect(pacer.period).toBe(1);
  });
});
