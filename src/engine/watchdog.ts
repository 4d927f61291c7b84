/** How often it looks in the time that a silent worker is waited for. */
const CHECKS = 5;

interface Watched {
  beat: number;
  silentChecks: number;
  readonly mostChecks: number;
}

export interface WatchdogOptions {
  /** Seconds without a sign of life after which a worker is taken for dead. */
  readonly silenceSeconds: number;
  /** A number that changes with each sign of life on a lane. */
  beat(lane: number): number;
  /** Called again with each check for as long as the lane is watched and silent. */
  onSilent(lane: number): void;
}

/**
 * Watches lanes for signs of life while they have work. Counted in checks rather than by the clock: a machine that was asleep, an
 * event loop that was blocked, or a browser that slows the timers of hidden pages, delays the checks as much as the signs.
 * Its timer keeps a process alive, and rests when no lane is watched.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  readonly #lanes = new Map<number, Watched>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** Watches a lane from now on. @param patience how many times the silence is waited for */
  watch(lane: number, patience = 1): void {
    const beat = this.#options.beat(lane);
    this.#lanes.set(lane, { beat, silentChecks: 0, mostChecks: CHECKS * patience });
    this.#timer ??= setInterval(() => this.#check(), (this.#options.silenceSeconds * 1000) / CHECKS);
  }

  unwatch(lane: number): void {
    this.#lanes.delete(lane);
    if (this.#lanes.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    for (const [lane, watched] of this.#lanes) {
      const beat = this.#options.beat(lane);
      watched.silentChecks = beat === watched.beat ? watched.silentChecks + 1 : 0;
      watched.beat = beat;
      if (watched.silentChecks >= watched.mostChecks) this.#options.onSilent(lane);
    }
  }
}
