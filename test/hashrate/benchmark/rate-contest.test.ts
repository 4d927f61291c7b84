import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contestant } from '../../../src/hashrate/benchmark/endless-search.js';
import { RateContest, type RatePlan } from '../../../src/hashrate/benchmark/rate-contest.js';
import { randomNumbers, SyntheticDevice } from './synthetic.js';

const PLAN: RatePlan = {
  sliceSeconds: 0.1,
  warmUp: { atLeast: 0.5, atMost: 5 },
  rounds: 3,
  slicesPerRound: 8,
  repeats: 0,
};

async function measureAll(contestants: readonly Contestant[], plan: RatePlan, signal?: AbortSignal) {
  const contest = new RateContest(contestants, plan);
  await contest.run(signal);
  return contest.measurements.map((rate) => rate!);
}

async function measure(contestant: Contestant, changes: Partial<RatePlan> = {}) {
  const [rate] = await measureAll([contestant], { ...PLAN, ...changes });
  return rate!;
}

test('a steady rate is found exactly, and is not noisy', async () => {
  const rate = await measure(new SyntheticDevice().contestant('a', () => 1e6));
  expect(rate).toMatchObject({ noise: [], sliceSeconds: 0.1, confidence: expect.closeTo(0.97, 1) });
  for (const value of [rate.hashRate, rate.low, rate.high]) expect(value).toBeCloseTo(1e6, 3);
  expect(rate.slices).toHaveLength(24);
});

test('its threads may take any time to start', async () => {
  const rate = await measure(new SyntheticDevice().contestant('a', () => 1e6, { start: 3.33 }));
  expect(rate.noise).toEqual([]);
  expect(rate.low).toBeCloseTo(1e6, 3);
  expect(rate.warmUpSeconds).toBeLessThan(2);
});

describe('warming up', () => {
  test('goes on until optimised code has come', async () => {
    // Four times as fast after 2 s, by and by over half a second, as functions are replaced one after the other.
    const rateAt = (at: number) => 1e6 * Math.min(4, Math.max(1, 1 + (at - 0.6) * 6));
    const rate = await measure(new SyntheticDevice().contestant('a', rateAt));
    expect(rate.hashRate).toBeCloseTo(4e6, 3);
    expect(rate.warmUpSeconds).toBeGreaterThan(1);
    expect(rate.noise).toEqual([]);
  });

  test('takes no longer than it may, and says that the rate was not steady', async () => {
    const rate = await measure(new SyntheticDevice().contestant('a', (at) => 1e6 * 1.2 ** at));
    expect(rate.warmUpSeconds).toBeCloseTo(5, 0);
    expect(rate.noise).toContainEqual(
      expect.stringMatching(/^The rate was not steady after 5\.[01] s of warming up$/),
    );
  });

  test('code that is optimised only while it is measured is noticed, and measured anew', async () => {
    const late = (at: number) => (at < 2.5 ? 1e6 : 4e6);
    const once = await measure(new SyntheticDevice().contestant('a', late));
    expect(once.noise).toContain('The rate changed while it was measured');
    const twice = await measure(new SyntheticDevice().contestant('a', late), { repeats: 1 });
    expect(twice.hashRate).toBeCloseTo(4e6, 3);
    expect(twice.noise).toEqual([]);
  });
});

describe('noise', () => {
  test('is told with its width', async () => {
    const random = randomNumbers(7);
    const rate = await measure(new SyntheticDevice().contestant('a', () => 1e6 * (0.7 + 0.6 * random())));
    expect(rate.noise[0]).toMatch(/^The interval is ±[\d.]+ %, wider than ±5\.0 %$/);
    expect(Math.max(rate.high / rate.hashRate - 1, 1 - rate.low / rate.hashRate)).toBeGreaterThan(0.05);
  });

  test('a few slices that were disturbed change nothing', async () => {
    let slice = 0;
    const rateAt = () => (slice++ % 6 === 5 ? 1e5 : 1e6);
    const rate = await measure(new SyntheticDevice().contestant('a', rateAt));
    expect(rate.hashRate).toBeCloseTo(1e6, 3);
    expect(rate.low).toBeCloseTo(1e6, 3);
    expect(rate.noise).toEqual([]);
  });

  test('the interval holds the true median as often as it says', async () => {
    let held = 0;
    const runs = 400;
    let confidence = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const random = randomNumbers(seed);
      // Lopsided, as timings are; its median is 1 MH/s.
      const rateAt = () => 1e6 * (1 - 0.02 * Math.log2(1 / Math.max(random(), 1e-9)) + 0.02);
      const rate = await measure(new SyntheticDevice().contestant('a', rateAt));
      confidence = rate.confidence;
      if (rate.low <= 1e6 && 1e6 <= rate.high) held++;
    }
    // Three standard errors.
    const error = 3 * Math.sqrt((confidence * (1 - confidence)) / runs);
    expect(held / runs).toBeGreaterThan(confidence - error);
    expect(held / runs).toBeLessThan(confidence + error);
  });
});

describe('turns', () => {
  test('contestants warm up one after the other, then alternate', async () => {
    const device = new SyntheticDevice();
    const contestants = ['a', 'b'].map((name) => device.contestant(name, () => 1e6));
    await measureAll(contestants, PLAN);
    expect(device.turns).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);
  });

  test('a disturbance in the middle hits all alike', async () => {
    const device = new SyntheticDevice();
    // From the 5th second on all is half as fast, as after throttling.
    const slow = (at: number) => (at < 5 ? 1 : 0.5);
    const contestants = [1e6, 2e6].map((rate) => device.contestant('x', (at) => rate * slow(at)));
    const [a, b] = await measureAll(contestants, { ...PLAN, rounds: 10 });
    expect(b!.hashRate / a!.hashRate).toBeCloseTo(2, 1);
  });
});

describe('odd clocks and counters', () => {
  test('a clock that stands still adds no slice', async () => {
    let at = 0;
    const rate = await measure(
      new SyntheticDevice().contestant('a', () => 1e6, {
        sample: (sample) =>
          at++ % 3 === 2 ? { seconds: sample.seconds - 0.1, hashes: sample.hashes } : sample,
      }),
    );
    expect(rate.slices.every((slice) => Number.isFinite(slice) && slice > 0)).toBe(true);
  });

  test('hashes that a dead thread took along spoil one slice', async () => {
    let at = 0;
    const rate = await measure(
      new SyntheticDevice().contestant('a', () => 1e6, {
        sample: ({ seconds, hashes }) => ({ seconds, hashes: at++ < 20 ? hashes : hashes - 5e5 }),
      }),
    );
    expect(rate.hashRate).toBeCloseTo(1e6, 3);
    expect(rate.low).toBeGreaterThan(0);
  });

  test('whatever rates come, the figures are finite and in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 1, max: 1e12, noNaN: true }), { minLength: 1 }),
        async (rates) => {
          let at = 0;
          const rate = await measure(
            new SyntheticDevice().contestant('a', () => rates[at++ % rates.length]!),
          );
          expect(rate.low).toBeLessThanOrEqual(rate.hashRate);
          expect(rate.hashRate).toBeLessThanOrEqual(rate.high);
          expect(Number.isFinite(rate.high)).toBe(true);
          expect(rate.warmUpSeconds).toBeGreaterThanOrEqual(0.5);
          expect(rate.warmUpSeconds).toBeLessThan(5.2);
        },
      ),
    );
  });
});

describe('what is measured by an end', () => {
  /** Ends the contest when it has gone on for so long. */
  async function measureUntil(seconds: number) {
    const abort = new AbortController();
    const device = new SyntheticDevice();
    const rateAt = (at: number) => {
      if (at > seconds) abort.abort(new Error('enough'));
      return 1e6;
    };
    const contest = new RateContest([device.contestant('a', rateAt), device.contestant('b', rateAt)], PLAN);
    await expect(contest.run(abort.signal)).rejects.toThrow('enough');
    return contest.measurements;
  }

  test('is kept, as far as it has an interval', async () => {
    // Warming up takes 0.9 s each, and a turn 0.9 s.
    expect(await measureUntil(1)).toEqual([undefined, undefined]);
    expect(await measureUntil(2.8)).toEqual([expect.objectContaining({ noise: [] }), undefined]);
    const [a, b] = await measureUntil(4);
    expect(a!.slices).toHaveLength(8 + 3);
    expect(b!.slices).toHaveLength(8);
  });
});

describe('an end', () => {
  test('by the signal: its reason is thrown', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    const device = new SyntheticDevice();
    const rateAt = (at: number) => {
      if (at > 2) abort.abort(reason);
      return 1e6;
    };
    await expect(measureAll([device.contestant('a', rateAt)], PLAN, abort.signal)).rejects.toBe(reason);
  });

  test('by itself: that is a fault', async () => {
    const quitter: Contestant = { prepare: async () => {}, work: async () => {} };
    await expect(measureAll([quitter], PLAN)).rejects.toMatchObject({ code: 'ERR_WORKER' });
  });

  test('of preparing: nothing is measured', async () => {
    const fault = new Error('wrong');
    const liar: Contestant = { prepare: () => Promise.reject(fault), work: () => expect.fail('it worked') };
    await expect(measureAll([liar], PLAN)).rejects.toBe(fault);
  });
});
