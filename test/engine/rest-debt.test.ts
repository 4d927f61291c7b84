import { describe, expect, it } from 'vitest';
import { RestDebt } from '../../src/engine/rest-debt.js';

const BATCH = 2.5;
/** Steps of clocks, in milliseconds: exact, and as browsers round them. */
const GRAINS = [0, 0.1, 1];
/** As Firefox rounds it for those who resist fingerprinting. */
const COARSE = 1000 / 60;

/** A thread whose clock moves only when it works or rests. */
class Thread {
  now = 1_000_000;
  worked = 0;
  readonly debt: RestDebt;
  readonly #read: () => number;

  constructor(grain = 0) {
    this.#read = () => (grain === 0 ? this.now : Math.floor(this.now / grain) * grain);
    this.debt = new RestDebt(this.#read);
  }

  work(milliseconds: number, duty: number): void {
    const began = this.#read();
    this.now += milliseconds;
    this.worked += milliseconds;
    this.debt.add(this.#read() - began, duty);
  }

  /** Works and rests for a time. @param late how much later than asked for a rest ends @returns the share that it worked */
  live(milliseconds: number, duty: number, late: () => number): number {
    const [began, before] = [this.now, this.worked];
    while (this.now < began + milliseconds) {
      const rest = this.debt.due;
      if (rest > 0) this.now += rest + late();
      else this.work(BATCH, duty);
    }
    return (this.worked - before) / (this.now - began);
  }
}

/** Up to `most` milliseconds, evenly spread, the same in each run. */
function lateness(most: number): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (most * seed) / 2_147_483_647;
  };
}

describe.each([1, 0.95, 0.75, 0.5, 0.25, 0.02])('with a duty of %d', (duty) => {
  const cases = GRAINS.flatMap((grain) => [0, 1, 10, 20].map((late) => ({ grain, late })));

  it.each(cases)('works that share: clock of $grain ms, timers up to $late ms late', ({ grain, late }) => {
    const share = new Thread(grain).live(120_000, duty, lateness(late));
    expect(Math.abs(share - duty)).toBeLessThan(0.03);
  });

  it.each([0, 1, 10, 20])(
    'works no more than that by a clock coarser than batches, timers up to %d ms late',
    (late) => {
      // Rests begin with a step of the clock, so that the first batches after one that ends late count for longer than they took.
      const share = new Thread(COARSE).live(120_000, duty, lateness(late));
      expect(share).toBeLessThan(duty + 0.03);
      expect(share).toBeGreaterThan(duty * 0.4);
    },
  );
});

describe('after a page that was suspended', () => {
  const HOUR = 3_600_000;

  it('in a rest, it soon rests again', () => {
    const thread = new Thread();
    thread.live(1000, 0.5, () => 0);
    thread.now += HOUR;
    // What an hour of rest would pay for is an hour of work.
    expect(thread.live(200, 0.5, () => 0)).toBeLessThan(0.7);
  });

  it('in the middle of a batch, it does not rest for an hour', () => {
    const thread = new Thread();
    thread.live(1000, 0.01, () => 0);
    thread.work(HOUR, 0.01);
    thread.worked -= HOUR;
    expect(thread.live(60_000, 0.01, () => 0)).toBeCloseTo(0.01, 2);
  });
});

it('no rest is shorter than a timer of browsers, and none is forgotten', () => {
  const thread = new Thread();
  // At 95 % a batch owes 0.13 ms.
  const rests: number[] = [];
  while (rests.length < 20) {
    const rest = thread.debt.due;
    if (rest > 0) rests.push(rest);
    thread.now += rest;
    if (rest === 0) thread.work(BATCH, 0.95);
  }
  expect(Math.min(...rests)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...rests)).toBeLessThan(6);
});

it('time between chunks is rest', () => {
  const thread = new Thread();
  thread.live(1000, 0.1, () => 0);
  thread.work(BATCH, 0.1);
  expect(thread.debt.due).toBeGreaterThan(20);
  thread.now += 100;
  expect(thread.debt.due).toBe(0);
});
