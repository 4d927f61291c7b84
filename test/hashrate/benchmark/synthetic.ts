import type { Contestant, OnSample, Sample } from '../../../src/hashrate/benchmark/endless-search.js';

/** Random numbers from 0 to 1 that are the same in each run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a synthetic device does at a time of its own clock. */
export type RateAt = (seconds: number) => number;

/** A device whose clock and rate are made up: it works as long as it is asked to, and no time passes. */
export class SyntheticDevice {
  seconds = 0;
  /** The order in which its contestants worked. */
  readonly turns: string[] = [];

  contestant(
    name: string,
    rateAt: RateAt,
    changes: { start?: number; sample?: (sample: Sample) => Sample } = {},
  ): Contestant {
    const { start = 0, sample: change = (sample) => sample } = changes;
    const work = async (interval: number, onSample: OnSample, signal?: AbortSignal) => {
      this.turns.push(name);
      const begun = this.seconds;
      let hashes = 0;
      let isWanted = true;
      while (isWanted && !signal?.aborted) {
        this.seconds += interval;
        const gone = this.seconds - begun;
        if (gone > start) hashes += rateAt(this.seconds) * Math.min(interval, gone - start);
        isWanted = onSample(change({ seconds: gone, hashes }));
      }
    };
    return { prepare: async () => {}, work };
  }
}
