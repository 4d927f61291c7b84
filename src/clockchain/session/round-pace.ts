import { type PaceFigures, paceFigures } from '../pace-figures.js';

/** What is looked at of a session's events. */
interface PacedTick {
  readonly name: string;
  readonly round: number;
  readonly every?: number | undefined;
}

interface ClosedRound {
  readonly round: number;
  readonly seconds: number;
  readonly present: readonly string[];
  readonly absent: readonly unknown[];
}

/**
 * A session's rounds against the pace of its devices: those in which all had a tick at one and the same pace. By its events, whether they
 * happen or are read in its log.
 */
export class RoundPace {
  /** The last tick of each device, by name. */
  readonly #ticks = new Map<string, { readonly round: number; readonly every: number | undefined }>();
  #every = 0;
  #devices = 0;
  #count = 0;
  #seconds = 0;

  tick({ name, round, every }: PacedTick): void {
    this.#ticks.set(name, { round, every });
  }

  round({ round, seconds, present, absent }: ClosedRound): void {
    const ticks = present.map((name) => this.#ticks.get(name));
    const every = ticks[0]?.every;
    if (every === undefined || absent.length > 0) return;
    if (!ticks.every((tick) => tick?.round === round && tick.every === every)) return;
    if (every !== this.#every || present.length !== this.#devices) {
      this.#every = every;
      this.#devices = present.length;
      this.#count = 0;
      this.#seconds = 0;
    }
    this.#count++;
    this.#seconds += seconds;
  }

  /** Of the rounds with the last number of devices and pace; undefined when there are none. */
  get figures(): (PaceFigures & { readonly devices: number }) | undefined {
    if (this.#count === 0) return undefined;
    return { ...paceFigures(this.#every, this.#count, this.#seconds, this.#devices), devices: this.#devices };
  }
}
