import type { SustainedReading, SustainedRun, ThrottleFlag } from '../card/device-card.js';
import type { Sensors } from '../sensors/sensors.js';
import type { EndlessSearch } from './endless-search.js';

/** Seconds between two readings. */
const INTERVAL = 1;

export interface SustainedOptions {
  readonly seconds: number;
  readonly sensors: Sensors;
  readonly signal?: AbortSignal | undefined;
  /** Whether the search rests just now. */
  readonly isPaused?: (() => boolean) | undefined;
  readonly onReading?: ((reading: SustainedReading) => void) | undefined;
  /** Seconds since any moment, which never fall; tests have their own. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Lets a search run for long, and reads rate and sensors once a second. Ended early by the signal it returns what it has.
 * @throws what the search ends with
 */
export async function runSustained(
  search: Pick<EndlessSearch, 'kernel' | 'threads' | 'work'>,
  { seconds, sensors, signal, onReading, isPaused = () => false, clock = monotonicSeconds }: SustainedOptions,
): Promise<SustainedRun> {
  const { occurred: earlier } = await sensors.read();
  const readings: SustainedReading[] = [];
  const begun = clock();
  let before = { seconds: 0, hashes: 0 };
  let asked: Promise<void> | undefined;
  /** What slow sensors tell belongs to the moment at which they were asked; meanwhile they are not asked again. */
  const askSensors = async (index: number) => {
    const { celsius, megahertz, throttling } = await sensors.read();
    readings[index] = { ...readings[index]!, celsius, megahertz, throttling };
    asked = undefined;
    onReading?.(readings[index]);
  };
  await search.work(
    INTERVAL,
    ({ hashes }) => {
      const at = clock() - begun;
      // A thread that died took its work along.
      const hashRate = Math.max(0, hashes - before.hashes) / (at - before.seconds);
      before = { seconds: at, hashes };
      const index = readings.push({ seconds: at, hashRate, ...(isPaused() && { isPaused: true }) }) - 1;
      asked ??= askSensors(index);
      return at < seconds;
    },
    signal,
  );
  await asked;
  const { occurred } = await sensors.read();
  return {
    kernel: search.kernel,
    threads: search.threads,
    readings,
    ...(occurred !== undefined && { occurred: newFlags(occurred, earlier) }),
  };
}

/** The firmware forgets nothing until the next start: what is new has happened in between. */
function newFlags(now: readonly ThrottleFlag[], earlier: readonly ThrottleFlag[] = []): ThrottleFlag[] {
  return now.filter((flag) => !earlier.includes(flag));
}

function monotonicSeconds(): number {
  return performance.now() / 1000;
}
