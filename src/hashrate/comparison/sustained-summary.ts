import type { SustainedReading, SustainedRun, ThrottleFlag } from '../card/device-card.js';

/** What a long run comes down to. Rates in H/s; shares are of the run's time, from 0 to 1. */
export interface SustainedSummary {
  /** How long the run was. */
  readonly seconds: number;
  /** Mean of the first minute. */
  readonly firstRate: number;
  /** Mean of the last minute, pauses included: what the device keeps up. */
  readonly lastRate: number;
  /** lastRate ÷ firstRate; left out when the device did nothing in the first minute. */
  readonly kept?: number | undefined;
  /** Of the time of which the device told whether anything slowed it down; left out when it never told. */
  readonly throttledShare?: number | undefined;
  readonly pausedShare: number;
  /** The highest reading, °C. */
  readonly hottest?: number | undefined;
  readonly occurred?: readonly ThrottleFlag[] | undefined;
}

/** A reading and the seconds that it speaks of. */
export interface TimedReading extends SustainedReading {
  readonly from: number;
  readonly span: number;
}

const MINUTE = 60;

/** The readings in the order of time, each with the seconds since the one before. A card may come from anywhere. */
export function timedReadings(readings: readonly SustainedReading[]): TimedReading[] {
  let before = 0;
  return readings
    .toSorted((a, b) => a.seconds - b.seconds)
    .map((reading) => {
      const from = before;
      before = reading.seconds;
      return { ...reading, from, span: reading.seconds - from };
    });
}

/** @returns undefined for a run without a second in it */
export function summarizeSustained(run: SustainedRun): SustainedSummary | undefined {
  const readings = timedReadings(run.readings);
  const seconds = readings.at(-1)?.seconds ?? 0;
  if (seconds <= 0) return undefined;
  // The halves of a run that is shorter than two minutes.
  const window = Math.min(MINUTE, seconds / 2);
  const firstRate = meanRate(readings, 0, window);
  const lastRate = meanRate(readings, seconds - window, seconds);
  const kept = lastRate / firstRate;
  const known = spanOf(readings, ({ throttling }) => throttling !== undefined);
  const hottest = readings.reduce<number | undefined>(
    (most, { celsius }) => (celsius !== undefined && !(most! >= celsius) ? celsius : most),
    undefined,
  );
  return {
    seconds,
    firstRate,
    lastRate,
    ...(Number.isFinite(kept) && { kept }),
    ...(known > 0 && { throttledShare: spanOf(readings, isThrottled) / known }),
    pausedShare: spanOf(readings, ({ isPaused }) => isPaused === true) / seconds,
    ...(hottest !== undefined && { hottest }),
    ...(run.occurred !== undefined && { occurred: run.occurred }),
  };
}

/** Whether anything slowed the device down just then. */
export function isThrottled({ throttling }: SustainedReading): boolean {
  return throttling !== undefined && throttling.length > 0;
}

function spanOf(readings: readonly TimedReading[], matches: (reading: SustainedReading) => boolean): number {
  return readings.reduce((sum, reading) => (matches(reading) ? sum + reading.span : sum), 0);
}

/** Of the time between two moments, each reading for the part of its seconds that lies there. */
function meanRate(readings: readonly TimedReading[], start: number, end: number): number {
  const length = end - start;
  return readings.reduce((mean, { from, seconds, hashRate }) => {
    const inside = Math.min(seconds, end) - Math.max(from, start);
    return inside > 0 ? mean + hashRate * (inside / length) : mean;
  }, 0);
}
