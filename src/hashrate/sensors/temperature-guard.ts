import { Stopwatch } from '../../engine/stopwatch.js';
import { InputError, MineWasmError } from '../../errors.js';
import type { Sensors } from './sensors.js';
import { isTemperatureLimit, TEMPERATURE_LIMIT } from './temperature-limit.js';

/**
 * How far below the limit it has to cool before work goes on, in °C: as much as the Raspberry Pi 5 gives its fan's levels
 * (`fan_temp0_hyst` of its device tree). The die cools by some degrees as soon as its load is gone, and the heatsink does not: without a
 * margin it would pause and go on every other second.
 */
const HYSTERESIS = 5;
const READ_EVERY_MILLISECONDS = 1000;
/** One reading may fail by chance; after three seconds nobody knows any more how hot it is. */
const MOST_FAILURES = 3;

/** What the guard lets rest: a Miner, or a SoloMiner. */
export interface Pausable {
  pause(): Promise<void>;
  resume(): void;
}

/** What the guard tells. Temperatures are in °C. */
export type TemperatureEvent =
  | {
      readonly type: 'paused';
      /** Undefined when the sensor has failed, which is why it pauses. */
      readonly celsius: number | undefined;
      /** Below this it goes on. */
      readonly resumeBelow: number;
    }
  | {
      readonly type: 'resumed';
      readonly celsius: number;
      /** How long the pause was. */
      readonly seconds: number;
    };

export interface TemperatureGuardOptions {
  readonly sensors: Sensors;
  /** °C above which it pauses, 20 … 125. */
  readonly maxCelsius: number;
  readonly onEvent: (event: TemperatureEvent) => void;
  /** Milliseconds, as performance.now gives them. */
  readonly now?: () => number;
  /** Calls `tick` every so many milliseconds. @returns what ends that */
  readonly every?: (milliseconds: number, tick: () => void) => () => void;
}

/**
 * Pauses a miner while the processor is too hot, and while nobody can say how hot it is. It reads the sensors once a second.
 */
export class TemperatureGuard {
  readonly #sensors: Sensors;
  readonly #limit: number;
  readonly #onEvent: (event: TemperatureEvent) => void;
  readonly #every: NonNullable<TemperatureGuardOptions['every']>;
  /** Runs during pauses. */
  readonly #pauses: Stopwatch;
  #miner: Pausable | undefined;
  #endTimer = () => {};
  #celsius: number | undefined;
  #isHot = false;
  #isReading = false;
  #failures = 0;
  /** What it has told last. */
  #told: 'working' | 'hot' | 'blind' = 'working';
  /** What `#pauses` showed when the pause began. */
  #pausedFrom = 0;
  #isClosed = false;

  private constructor({ sensors, maxCelsius, onEvent, now, every = onInterval }: TemperatureGuardOptions) {
    this.#sensors = sensors;
    this.#limit = maxCelsius;
    this.#onEvent = onEvent;
    this.#every = every;
    this.#pauses = new Stopwatch(0, now);
  }

  /**
   * Reads the sensors once, to see that there is one.
   * @throws InputError for a limit that it can't hold, MineWasmError `ERR_NO_SENSOR` when none tells a temperature
   */
  static async open(options: TemperatureGuardOptions): Promise<TemperatureGuard> {
    if (!isTemperatureLimit(options.maxCelsius)) {
      throw new InputError('ERR_INVALID_OPTION', 'maxCelsius', TEMPERATURE_LIMIT, options.maxCelsius);
    }
    const guard = new TemperatureGuard(options);
    guard.#take(await guard.#read());
    if (guard.#celsius === undefined) {
      throw new MineWasmError('ERR_NO_SENSOR', 'No sensor of this device tells its temperature');
    }
    return guard;
  }

  /** Watches over the miner from now on; one that is too hot already pauses at once. */
  watch(miner: Pausable): void {
    this.#miner = miner;
    this.#endTimer = this.#every(READ_EVERY_MILLISECONDS, () => this.#tick());
    this.#act();
  }

  /** The last reading, in °C; undefined while the sensor fails. */
  get celsius(): number | undefined {
    return this.#celsius;
  }

  get isPaused(): boolean {
    return this.#told !== 'working';
  }

  /** All pauses so far, the present one included. */
  get pausedSeconds(): number {
    return this.#pauses.seconds;
  }

  /** Ends the watch. A miner that it has paused goes on: nobody else would resume it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#endTimer();
    this.#pauses.stop();
    if (this.isPaused) this.#miner?.resume();
    this.#told = 'working';
  }

  #tick(): void {
    // A sensor that takes longer than a second to answer has not answered.
    if (this.#isReading) {
      this.#take(undefined);
      this.#act();
      return;
    }
    this.#isReading = true;
    void this.#read().then((celsius) => {
      this.#isReading = false;
      if (this.#isClosed) return;
      this.#take(celsius);
      this.#act();
    });
  }

  /** @returns undefined when no temperature comes, or garbage */
  async #read(): Promise<number | undefined> {
    const { celsius } = await this.#sensors.read().catch(() => ({ celsius: undefined }));
    return Number.isFinite(celsius) ? celsius : undefined;
  }

  #take(celsius: number | undefined): void {
    if (celsius === undefined) {
      this.#failures++;
      if (this.#failures >= MOST_FAILURES) this.#celsius = undefined;
      return;
    }
    this.#celsius = celsius;
    this.#failures = 0;
    this.#isHot = this.#isHot ? celsius >= this.#resumeBelow : celsius > this.#limit;
  }

  get #resumeBelow(): number {
    return this.#limit - HYSTERESIS;
  }

  /** Pauses or resumes, and tells what has changed. */
  #act(): void {
    const state = this.#failures >= MOST_FAILURES ? 'blind' : this.#isHot ? 'hot' : 'working';
    const before = this.#told;
    if (state === before) return;
    this.#told = state;
    if (before === 'working') {
      this.#pausedFrom = this.#pauses.seconds;
      this.#pauses.start();
      void this.#miner?.pause();
    }
    if (state !== 'working') {
      this.#onEvent({ type: 'paused', celsius: this.#celsius, resumeBelow: this.#resumeBelow });
      return;
    }
    this.#pauses.stop();
    this.#miner?.resume();
    const seconds = this.#pauses.seconds - this.#pausedFrom;
    this.#onEvent({ type: 'resumed', celsius: this.#celsius!, seconds });
  }
}

function onInterval(milliseconds: number, tick: () => void): () => void {
  const timer = setInterval(tick, milliseconds);
  return () => clearInterval(timer);
}
