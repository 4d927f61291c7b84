import { checkInteger } from '../bitcoin/check.js';
import { FEWEST_TICKS, roundFactor, TWO_SIDED_95 } from './expectations.js';

/** How the ticks of a device, or the rounds of several, came against the pace that was asked for. */
export interface PaceFigures {
  /** Seconds that were asked for, from tick to tick of a device. */
  readonly every: number;
  /** Ticks or rounds whose targets were those of the pace. */
  readonly count: number;
  /** Seconds that they took on average; undefined when there are none. */
  readonly mean: number | undefined;
  /** Seconds that they should take: of ticks `every`, of rounds of n devices `every` · H_n. */
  readonly expected: number;
  /** The mean of so many stays within `expected` ± this in 95 of 100 runs; undefined when there are fewer than 30. */
  readonly band: number | undefined;
}

/**
 * Intervals are exponential: the mean of n ticks has a standard error of X/√n. A round waits for the slowest of its devices, so it takes
 * X·(1 + 1/2 + … + 1/n), with a standard deviation of X·√(1 + 1/4 + … + 1/n²).
 * @param seconds of all together
 * @param devices of a round; default 1: a tick
 * @throws InputError (`ERR_INVALID_OPTION`) for devices or a count that are none
 */
export function paceFigures(every: number, count: number, seconds: number, devices = 1): PaceFigures {
  checkInteger(count, 0, Number.MAX_SAFE_INTEGER, 'count');
  const expected = every * roundFactor(devices);
  let variance = 0;
  for (let n = devices; n > 0; n--) variance += 1 / n ** 2;
  return {
    every,
    count,
    mean: count === 0 ? undefined : seconds / count,
    expected,
    band: count < FEWEST_TICKS ? undefined : TWO_SIDED_95 * every * Math.sqrt(variance / count),
  };
}
