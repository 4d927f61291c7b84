import { type RatePlan, STEADY_SLICES } from './rate-contest.js';
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
 * Hashes are counted between batches of 2.5 ms, which blurs a slice of 0.1 s by 2.5 %, and one of 0.25 s by 1 %. 12 slices are the fewest
 * whose 95 % interval two outliers to either side can't widen; of 24 it is six.
 */
export const QUICK: RatePlan = {
  sliceSeconds: 0.1,
  // It can't be called steady before, and five contestants have to be done in 15 s.
  warmUp: { atLeast: 2 * STEADY_SLICES * 0.1, atMost: 1.2 },
  rounds: 2,
  slicesPerRound: 6,
  repeats: 0,
};

const THOROUGH: RatePlan = {
  sliceSeconds: 0.25,
  // V8 optimises a kernel after 20–270 ms of work on a PC; on the slowest boards that is seconds.
  warmUp: { atLeast: 2 * STEADY_SLICES * 0.25, atMost: 15 },
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
