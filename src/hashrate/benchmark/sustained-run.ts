import type { SustainedReading, SustainedRun, ThrottleFlag } from '../card/device-card.js';
import type { SensorReading, Sensors } from '../sensors/sensors.js';
import type { EndlessSearch, Sample } from './endless-search.js';

/** Seconds between two readings. */
const INTERVAL = 1;
/** A search that worked so much less than the time that went by has rested. */
const PAUSE_SECONDS = 0.05;

export interface SustainedOptions {
  readonly seconds: number;
  /** New ones: what has occurred counts from here on, as far as the firmware tells it. */
  readonly sensors: Sensors;
  readonly signal?: AbortSignal | undefined;
  /** Called about once a second; what it throws ends the run. */
  readonly onReading?: ((reading: SustainedReading) => void) | undefined;
  /** Seconds since any moment, which never fall; tests have their own. */
  readonly clock?: (() => number) | undefined;
}

type LongSearch = Pick<EndlessSearch, 'kernel' | 'threads' | 'work'>;

/** A search that runs for long, with rate and sensors read once a second. What is read is there at any time. */
export class SustainedRecorder {
  readonly #search: LongSearch;
  readonly #options: SustainedOptions;
  readonly #clock: () => number;
  readonly #readings: SustainedReading[] = [];
  readonly #flags = new Set<ThrottleFlag>();
  /** What the firmware remembers from before; undefined where it remembers nothing at all. */
  #earlier: readonly ThrottleFlag[] | undefined;
  /** The sensors that are being read. */
  #asked: Promise<void> | undefined;
  #fault: unknown;

  constructor(search: LongSearch, options: SustainedOptions) {
    this.#search = search;
    this.#options = options;
    this.#clock = options.clock ?? monotonicSeconds;
  }

  /** What it has by now. */
  get run(): SustainedRun {
    const isTold = this.#earlier !== undefined || this.#readings.some(({ throttling }) => throttling);
    return {
      kernel: this.#search.kernel,
      threads: this.#search.threads,
      readings: [...this.#readings],
      ...(isTold && { occurred: [...this.#flags] }),
    };
  }

  /** Runs to the end, or to the signal. @throws what the search, or `onReading`, ends with */
  async start(): Promise<void> {
    const { seconds, sensors, signal } = this.#options;
    this.#earlier = (await sensors.read()).occurred;
    const begun = this.#clock();
    let before: Sample & { readonly at: number } = { at: 0, seconds: 0, hashes: 0 };
    const take = (sample: Sample) => {
      if (this.#fault !== undefined) throw this.#fault;
      const at = this.#clock() - begun;
      this.#add(at, at - before.at, sample, before);
      before = { at, ...sample };
      return at < seconds;
    };
    try {
      await this.#search.work(INTERVAL, take, signal);
    } finally {
      await this.#asked;
      this.#note(await sensors.read());
    }
    if (this.#fault !== undefined) throw this.#fault;
  }

  #add(at: number, passed: number, now: Sample, before: Sample): void {
    // A thread that died took its work along.
    const hashRate = Math.max(0, now.hashes - before.hashes) / passed;
    const isPaused = passed - (now.seconds - before.seconds) > PAUSE_SECONDS;
    const index = this.#readings.push({ seconds: at, hashRate, ...(isPaused && { isPaused }) }) - 1;
    // Sensors that are slow are not asked again meanwhile.
    this.#asked ??= this.#askSensors(index).catch((fault) => {
      this.#fault = fault;
    });
  }

  /** What sensors tell belongs to the moment at which they were asked. */
  async #askSensors(index: number): Promise<void> {
    const reading = await this.#options.sensors.read();
    const { celsius, megahertz, throttling } = reading;
    this.#note(reading);
    const told = { ...this.#readings[index]!, celsius, megahertz, throttling };
    this.#readings[index] = told;
    this.#asked = undefined;
    this.#options.onReading?.(told);
  }

  /** Notes what slows it down, and what has done so since the start of the run: the firmware forgets nothing by itself. */
  #note({ throttling = [], occurred = [] }: SensorReading): void {
    for (const flag of throttling) this.#flags.add(flag);
    for (const flag of occurred) if (!this.#earlier?.includes(flag)) this.#flags.add(flag);
  }
}

function monotonicSeconds(): number {
  return performance.now() / 1000;
}
