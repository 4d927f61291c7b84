/**
 * What to expect of ticks. Each try solves with the same small chance, so tries are geometrically distributed and times, at so many
 * tries a second, as good as exponentially: devices forget how long they have tried.
 */
import { checkInteger } from '../bitcoin/check.js';
import { InputError } from '../errors.js';
import { MOST_ZEROS } from './tick/difficulty.js';

/** Standard deviations to each side that hold 95 % of a normal distribution. */
export const TWO_SIDED_95 = 1.96;

/** Bands are for many ticks: chance alone leaves that of drift in 21 of 100 runs of one tick each, 8 of ten, 6 of thirty and 5 of a hundred (simulated). */
export const FEWEST_TICKS = 30;

/**
 * Tries that a tick of so many leading hex zeros takes on average: 16^zeros. Compact bits can't express every target; what they cut
 * off makes it up to 1.6 in 100,000 more, which {@link Target.expectedHashes} has.
 * @param zeros 0 … 63
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function expectedTries(zeros: number): number {
  return 16 ** checkInteger(zeros, 0, MOST_ZEROS, 'difficulty');
}

/**
 * The coefficient of variation (standard deviation by mean) of the time that so many ticks of one device take: 1/√ticks. A single
 * interval varies by as much as it lasts; 1 % takes 10,000 ticks.
 * @param ticks from 1
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function variationOf(ticks: number): number {
  return 1 / Math.sqrt(checkInteger(ticks, 1, Number.MAX_SAFE_INTEGER, 'ticks'));
}

/**
 * How much longer a round of so many equal devices lasts than one device's tick, on average: the harmonic number
 * H_n = 1 + 1/2 + … + 1/n, since a round waits for the slowest.
 * @param devices from 1 to 65,536
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function roundFactor(devices: number): number {
  checkInteger(devices, 1, 65_536, 'devices');
  let sum = 0;
  // The smallest first, so that none is lost in the sum.
  for (let n = devices; n > 0; n--) sum += 1 / n;
  return sum;
}

/** How often a device ticks. */
export interface Pace {
  /** Tries a second, or in any other unit that is the same for all. */
  readonly rate: number;
  /** That a tick takes on average. */
  readonly expectedTries: number;
}

/**
 * The chance of each device to finish its tick first when all begin at once: its expected ticks in any time, as a share of all. At
 * equal rates 5 hex zeros finish before 3 in 1 run of 257.
 * @throws InputError (`ERR_INVALID_OPTION`) for a rate or tries that are not above 0
 */
export function chancesToFinishFirst(devices: readonly Pace[]): number[] {
  const paces = devices.map(({ rate, expectedTries }, i) => {
    const pace = rate / expectedTries;
    if (rate > 0 && expectedTries > 0 && Number.isFinite(pace)) return pace;
    throw new InputError('ERR_INVALID_OPTION', `devices[${i}]`, 'with rate and tries above 0', pace);
  });
  const all = paces.reduce((sum, pace) => sum + pace, 0);
  return paces.map((pace) => pace / all);
}
