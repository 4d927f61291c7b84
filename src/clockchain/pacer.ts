import type { Target } from '../bitcoin/target.js';
import { targetOfPace } from './tick/difficulty.js';

/** Tries of the first target, before anything is measured: as many as 4 hex zeros take, some 10 ms on a PC and a second on a slow Raspberry Pi. */
export const FIRST_TRIES = 65_536;

/** Ticks that the rate is measured over. */
export const WINDOW = 16;

/** How many times harder or easier a target may be than that of the tick before, as from one of Bitcoin's periods to the next. */
export const LARGEST_STEP = 4;

/**
 * Seconds of mining after which a rate counts as measured: those of a window, but not below 1, in which kernels come to their speed, nor above 10,
 * which tell a rate whatever the pace.
 */
const measuringSeconds = (every: number) => Math.min(Math.max(WINDOW * every, 1), 10);

/** Never easier: a tick of 3 hex zeros or fewer costs some 3 ms whatever its target, so that easier ones would come no faster. */
export const FEWEST_TRIES = 256;

/** Never harder: no device solves it, and 2^256 / tries stays a target. */
const MOST_TRIES = 2 ** 128;

/** What a device is to mine to. */
export interface PacedOrder {
  readonly target: Target;
  /** The target is that of the pace, by a measured rate; false while the rate is measured, or the target is on its way or can't get there. */
  readonly isAtPace: boolean;
}

/** A tick, and what it took. */
export interface PacedWork {
  readonly tries: number;
  /** Of mining. */
  readonly seconds: number;
  /** That it was mined to. */
  readonly target: Target;
}

/**
 * Sets a device's target so that it ticks about every so many seconds. Tries are counted, so the rate is known exactly: all tries of the
 * last 16 ticks by all seconds that they took. An estimate from the intervals alone would be off by a quarter.
 *
 * The target of the pace is the largest compact one not above 2^256 / (rate · seconds). It is approached from 65,536 tries by a factor of at
 * most 4 from tick to tick, since a first tick is mostly overhead; a rate that falls or rises is followed likewise.
 */
export class Pacer {
  /** The easiest target that any order has. */
  static readonly easiest: Target = targetOfPace(FEWEST_TRIES, 1);
  /** Seconds from tick to tick, on average. */
  readonly every: number;
  readonly #window: PacedWork[] = [];
  /** Of all ticks. */
  #seconds = 0;
  #order: PacedOrder = { target: targetOfPace(FIRST_TRIES, 1), isAtPace: false };

  /** @throws InputError (`ERR_INVALID_OPTION`) for seconds that are not above 0 */
  constructor(every: number) {
    // A second's hash is enough to see whether it is a time at all.
    targetOfPace(1, every);
    this.every = every;
  }

  /** Tries a second, over the last ticks; undefined before the first. */
  get rate(): number | undefined {
    if (this.#window.length === 0) return undefined;
    const sum = (of: 'tries' | 'seconds') => this.#window.reduce((all, work) => all + work[of], 0);
    return sum('tries') / sum('seconds');
  }

  /** What to mine to next. */
  get order(): PacedOrder {
    return this.#order;
  }

  /** For how many ticks the target may stay, where nobody waits between them: 1 until the rate is that of a whole window. */
  get period(): number {
    return this.#order.isAtPace && this.#window.length === WINDOW ? WINDOW : 1;
  }

  /** A tick was mined. One that took no time, as no tick does, says nothing. */
  add(work: PacedWork): void {
    const { tries, seconds, target } = work;
    if (!(Number.isSafeInteger(tries) && tries > 0 && seconds > 0 && Number.isFinite(seconds))) return;
    this.#window.push(work);
    if (this.#window.length > WINDOW) this.#window.shift();
    this.#seconds += seconds;
    const rate = this.rate!;
    const last = target.expectedHashes;
    const wanted = rate * this.every;
    const least = Math.max(FEWEST_TRIES, last / LARGEST_STEP);
    const most = Math.min(MOST_TRIES, Math.max(FEWEST_TRIES, last * LARGEST_STEP));
    const isInReach = wanted >= least && wanted <= most;
    this.#order = {
      target: isInReach
        ? targetOfPace(rate, this.every)
        : targetOfPace(Math.min(Math.max(wanted, least), most), 1),
      isAtPace: isInReach && this.#seconds >= measuringSeconds(this.every),
    };
  }
}
