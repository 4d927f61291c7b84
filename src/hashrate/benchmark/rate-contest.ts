import { MineWasmError } from '../../errors.js';
import { formatShare } from '../../quantities.js';
import type { RateMeasurement } from '../card/device-card.js';
import type { Contestant, Sample } from './endless-search.js';
import { FEWEST, median, medianInterval, relativeWidth } from './statistics.js';

/** How rates are measured. Times are in seconds. */
export interface RatePlan {
  readonly sliceSeconds: number;
  /** How long each contestant warms up, if it is steady by then; and how long if it is not. */
  readonly warmUp: { readonly atLeast: number; readonly atMost: number };
  /** Contestants take turns so often: what disturbs the machine, or heats it up, disturbs them alike. */
  readonly rounds: number;
  readonly slicesPerRound: number;
  /** How often a contestant is measured anew that became faster or slower over its rounds. */
  readonly repeats: number;
}

/** The interval of a rate that is not noisy is at most this share of it, to either side. */
export const NOISY = 0.05;
/** Rates are steady when two medians of so many slices, one after the other, differ by less than this share. */
const STEADY = 0.03;
export const STEADY_SLICES = 4;

/** Told of each slice, those of warming up included. */
export type OnSlice<Kind extends Contestant> = (contestant: Kind, hashRate: number, seconds: number) => void;

interface Warmth {
  readonly seconds: number;
  readonly isSteady: boolean;
}

/** What is known of a contestant by now. */
interface Record {
  warmth: Warmth | undefined;
  slices: number[];
}

/**
 * Measures the rates of several contestants: each warms up until its rate is steady, then they take turns. Time passes as the
 * samples say.
 */
export class RateContest<Kind extends Contestant> {
  readonly #contestants: readonly Kind[];
  readonly #plan: RatePlan;
  readonly #onSlice: OnSlice<Kind>;
  readonly #records: ReadonlyMap<Kind, Record>;

  constructor(contestants: readonly Kind[], plan: RatePlan, onSlice: OnSlice<Kind> = () => {}) {
    this.#contestants = contestants;
    this.#plan = plan;
    this.#onSlice = onSlice;
    this.#records = new Map(contestants.map((contestant) => [contestant, { warmth: undefined, slices: [] }]));
  }

  /**
   * Measures all of them.
   * @throws the signal's reason; what a contestant fails with; MineWasmError `ERR_WORKER` when one does nothing at all
   */
  async run(signal?: AbortSignal): Promise<void> {
    for (const contestant of this.#contestants) {
      await contestant.prepare(signal);
      this.#records.get(contestant)!.warmth = await this.#warmUp(contestant, signal);
    }
    await this.#takeTurns(this.#contestants, signal);
    for (let repeat = 0; repeat < this.#plan.repeats; repeat++) {
      const unsteady = this.#contestants.filter((contestant) => hasDrifted(this.#slicesOf(contestant)));
      if (unsteady.length === 0) break;
      for (const contestant of unsteady) this.#records.get(contestant)!.slices = [];
      await this.#takeTurns(unsteady, signal);
    }
    if (this.measurements.includes(undefined)) {
      throw new MineWasmError('ERR_WORKER', 'The threads hashed nothing');
    }
  }

  /**
   * A measurement for each contestant, in their order; `noise` says what the rates themselves tell. Undefined for one that has too
   * few slices yet for an interval, or did nothing in most of them.
   */
  get measurements(): (RateMeasurement | undefined)[] {
    return this.#contestants.map((contestant) => {
      const { warmth, slices } = this.#records.get(contestant)!;
      return warmth === undefined || slices.length < FEWEST || median(slices) === 0
        ? undefined
        : toMeasurement([...slices], warmth, this.#plan.sliceSeconds);
    });
  }

  #slicesOf(contestant: Kind): number[] {
    return this.#records.get(contestant)!.slices;
  }

  async #warmUp(contestant: Kind, signal: AbortSignal | undefined): Promise<Warmth> {
    const { sliceSeconds, warmUp } = this.#plan;
    const slices: number[] = [];
    let seconds = 0;
    let isSteady = false;
    let isEnough = false;
    const take = slicer((hashRate, took) => {
      slices.push(hashRate);
      seconds += took;
      this.#onSlice(contestant, hashRate, took);
      isSteady = areSteady(slices);
      isEnough = seconds >= warmUp.atMost || (seconds >= warmUp.atLeast && isSteady);
      return !isEnough;
    });
    await contestant.work(sliceSeconds, take, signal);
    if (!isEnough) throw endedEarly(signal);
    return { seconds, isSteady };
  }

  async #takeTurns(contestants: readonly Kind[], signal: AbortSignal | undefined): Promise<void> {
    const { sliceSeconds, rounds, slicesPerRound } = this.#plan;
    for (let round = 1; round <= rounds; round++) {
      for (const contestant of contestants) {
        const slices = this.#slicesOf(contestant);
        const wanted = round * slicesPerRound;
        const take = slicer((hashRate, took) => {
          slices.push(hashRate);
          this.#onSlice(contestant, hashRate, took);
          return slices.length < wanted;
        });
        await contestant.work(sliceSeconds, take, signal);
        if (slices.length < wanted) throw endedEarly(signal);
      }
    }
  }
}

/** The rate of each slice between two samples; the one in which the threads start is none. */
function slicer(onSlice: (hashRate: number, seconds: number) => boolean): (sample: Sample) => boolean {
  let before: Sample | undefined;
  return (sample) => {
    const from = before;
    if (sample.hashes === 0 || (from !== undefined && sample.seconds <= from.seconds)) return true;
    before = sample;
    // When hashes fall, work was lost with a thread: the slice says nothing.
    if (from === undefined || sample.hashes < from.hashes) return true;
    const seconds = sample.seconds - from.seconds;
    return onSlice((sample.hashes - from.hashes) / seconds, seconds);
  };
}

/** Work that ends without having been asked to: by the signal, or by a fault that told nothing. */
function endedEarly(signal: AbortSignal | undefined): unknown {
  return signal?.aborted ? signal.reason : new MineWasmError('ERR_WORKER', 'The search ended by itself');
}

function areSteady(slices: readonly number[]): boolean {
  if (slices.length < 2 * STEADY_SLICES) return false;
  const late = median(slices.slice(-STEADY_SLICES));
  const early = median(slices.slice(-2 * STEADY_SLICES, -STEADY_SLICES));
  return Math.abs(late - early) < STEADY * early;
}

/** Whether the first half was another rate than the second: V8 was not done yet, or heat slows the processor down. */
function hasDrifted(slices: readonly number[]): boolean {
  const half = Math.floor(slices.length / 2);
  const early = median(slices.slice(0, half));
  return Math.abs(median(slices.slice(half)) - early) > NOISY * early;
}

function toMeasurement(
  slices: readonly number[],
  { seconds, isSteady }: Warmth,
  sliceSeconds: number,
): RateMeasurement {
  const hashRate = median(slices);
  const { low, high, coverage } = medianInterval(slices);
  const noise: string[] = [];
  const width = relativeWidth(hashRate, { low, high });
  if (width > NOISY) noise.push(`The interval is ±${formatShare(width)}, wider than ±${formatShare(NOISY)}`);
  if (hasDrifted(slices)) noise.push('The rate changed while it was measured');
  if (!isSteady) noise.push(`The rate was not steady after ${seconds.toFixed(1)} s of warming up`);
  return { hashRate, low, high, confidence: coverage, slices, sliceSeconds, warmUpSeconds: seconds, noise };
}
