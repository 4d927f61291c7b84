import type { RatePlan } from './measure-rates.js';
import { threadCounts } from './thread-counts.js';

/** What a benchmark does, and about how long each part takes. */
export interface BenchmarkPlan {
  readonly rates: RatePlan;
  /** The numbers of threads that are measured, ascending. */
  readonly threads: readonly number[];
  /** Of one contestant, warming up and all its rounds, in seconds. */
  readonly contestantSeconds: number;
}

/**
 * Slices of time are many times as long as a batch (2.5 ms), between which alone hashes are counted: 2 % of 0.125 s, 1 % of 0.25 s.
 * 12 slices have a 95 % interval that two outliers to either side can't widen; of 24, six.
 */
export const QUICK: RatePlan = {
  sliceSeconds: 0.1,
  // Two medians of four slices each: it can't be steady before.
  warmUp: { atLeast: 0.4, atMost: 0.9 },
  rounds: 2,
  slicesPerRound: 6,
  repeats: 0,
};

const THOROUGH: RatePlan = {
  sliceSeconds: 0.25,
  // A Raspberry Pi Zero 2 W takes seconds until V8 has optimised a kernel.
  warmUp: { atLeast: 2, atMost: 15 },
  rounds: 4,
  slicesPerRound: 6,
  repeats: 1,
};

/** @param threads how many to go up to */
export function planBenchmark(isQuick: boolean, threads: number): BenchmarkPlan {
  const rates = isQuick ? QUICK : THOROUGH;
  const counts = isQuick ? [...new Set([1, threads])] : threadCounts(threads);
  // Each turn begins with a slice that is not counted.
  const measuring = rates.rounds * (rates.slicesPerRound + 1) * rates.sliceSeconds;
  return { rates, threads: counts, contestantSeconds: rates.warmUp.atLeast + measuring };
}
