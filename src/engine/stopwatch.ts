/** Adds up the time while it runs. */
export class Stopwatch {
  /** Milliseconds before it was last started. */
  #counted: number;
  #startedAt: number | undefined;
  readonly #now: () => number;

  /**
   * It stands at first.
   * @param seconds what it shows at first
   * @param now milliseconds, as performance.now gives them
   */
  constructor(seconds = 0, now: () => number = () => performance.now()) {
    this.#counted = seconds * 1000;
    this.#now = now;
  }

  get seconds(): number {
    const running = this.#startedAt === undefined ? 0 : this.#now() - this.#startedAt;
    return (this.#counted + running) / 1000;
  }

  /** Nothing changes when it runs already. */
  start(): void {
    this.#startedAt ??= this.#now();
  }

  /** Nothing changes when it stands already. */
  stop(): void {
    if (this.#startedAt === undefined) return;
    this.#counted += this.#now() - this.#startedAt;
    this.#startedAt = undefined;
  }
}
