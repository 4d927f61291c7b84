import { MineWasmError } from '../../errors.js';
import type { RateMeasurement } from '../card/device-card.js';
import type { Contestant, Sample } from './endless-search.js';
import { median, medianInterval } from './statistics.js';

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
const STEADY_SLICES = 4;

/** What happens while rates are measured. */
export interface RateListener<Kind extends Contestant = Contestant> {
  /** Each slice, those of warming up included. */
  onSlice?: ((contestant: Kind, hashRate: number, seconds: number) => void) | undefined;
}

interface Warmth {
  readonly seconds: number;
  readonly isSteady: boolean;
}

/**
 * Measures the rates of several contestants: each warms up until its rate is steady, then they take turns. Time passes as the
 * samples say.
 * @returns a measurement for each, in their order; `noise` says what the rates themselves tell
 * @throws the signal's reason; MineWasmError `ERR_WORKER` when a contestant does nothing at all
 */
export async function measureRates<Kind extends Contestant>(
  contestants: readonly Kind[],
  plan: RatePlan,
  signal?: AbortSignal,
  listener: RateListener<Kind> = {},
): Promise<RateMeasurement[]> {
  const warmth: Warmth[] = [];
  for (const contestant of contestants) {
    await contestant.prepare(signal);
    warmth.push(await warmUp(contestant, plan, signal, listener));
  }
  const slices = await takeTurns(contestants, plan, signal, listener);
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    const unsteady = contestants.filter((_, at) => hasDrifted(slices[at]!));
    if (unsteady.length === 0) break;
    const again = await takeTurns(unsteady, plan, signal, listener);
    for (const [index, contestant] of unsteady.entries())
      slices[contestants.indexOf(contestant)] = again[index]!;
  }
  return contestants.map((_, at) => toMeasurement(slices[at]!, warmth[at]!, plan));
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

async function warmUp<Kind extends Contestant>(
  contestant: Kind,
  { sliceSeconds, warmUp: { atLeast, atMost } }: RatePlan,
  signal: AbortSignal | undefined,
  { onSlice }: RateListener<Kind>,
): Promise<Warmth> {
  const slices: number[] = [];
  let seconds = 0;
  let isSteady = false;
  let isEnough = false;
  const take = slicer((hashRate, took) => {
    slices.push(hashRate);
    seconds += took;
    onSlice?.(contestant, hashRate, took);
    isSteady = areSteady(slices);
    isEnough = seconds >= atMost || (seconds >= atLeast && isSteady);
    return !isEnough;
  });
  await contestant.work(sliceSeconds, take, signal);
  if (!isEnough) throw endedEarly(signal);
  return { seconds, isSteady };
}

async function takeTurns<Kind extends Contestant>(
  contestants: readonly Kind[],
  { sliceSeconds, rounds, slicesPerRound }: RatePlan,
  signal: AbortSignal | undefined,
  { onSlice }: RateListener<Kind>,
): Promise<number[][]> {
  const slices = contestants.map((): number[] => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [at, contestant] of contestants.entries()) {
      const own = slices[at]!;
      const take = slicer((hashRate, took) => {
        own.push(hashRate);
        onSlice?.(contestant, hashRate, took);
        return own.length < round * slicesPerRound;
      });
      await contestant.work(sliceSeconds, take, signal);
      if (own.length < round * slicesPerRound) throw endedEarly(signal);
    }
  }
  return slices;
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
  { sliceSeconds }: RatePlan,
): RateMeasurement {
  const hashRate = median(slices);
  if (hashRate === 0) throw new MineWasmError('ERR_WORKER', 'The threads hashed nothing');
  const { low, high, coverage } = medianInterval(slices);
  const noise: string[] = [];
  const width = Math.max(high - hashRate, hashRate - low) / hashRate;
  if (width > NOISY) {
    noise.push(`The interval is ±${percent(width)}, wider than ±${percent(NOISY)}`);
  }
  if (hasDrifted(slices)) noise.push('The rate changed while it was measured');
  if (!isSteady) noise.push(`The rate was not steady after ${seconds.toFixed(1)} s of warming up`);
  return {
    hashRate,
    low,
    high,
    confidence: coverage,
    slices,
    sliceSeconds,
    warmUpSeconds: seconds,
    noise,
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
