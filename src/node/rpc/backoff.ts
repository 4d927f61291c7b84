import { setTimeout } from 'node:timers/promises';

export interface BackoffOptions {
  /** Seconds that the first wait takes at most; default 1. */
  first?: number | undefined;
  /** Seconds that no wait exceeds; default 60. */
  longest?: number | undefined;
  /** Numbers in [0, 1), as Math.random gives them. */
  random?: (() => number) | undefined;
  /** Waits for so many milliseconds, or rejects when aborted. */
  sleep?: ((milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>) | undefined;
}

/**
 * Waits between attempts that fail: twice as long each time up to a limit, and each time a random half of it less, so that
 * miners whose node was down don't all return at the same moment. Never less than half: it can't spin.
 */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  readonly #random: () => number;
  readonly #sleep: NonNullable<BackoffOptions['sleep']>;
  #failures = 0;

  constructor({
    first = 1,
    longest = 60,
    random = Math.random,
    sleep = sleepUntilAborted,
  }: BackoffOptions = {}) {
    this.#first = first;
    this.#longest = longest;
    this.#random = random;
    this.#sleep = sleep;
  }

  /** Attempts that failed since the last {@link reset}. */
  get failures(): number {
    return this.#failures;
  }

  /** Counts a failure. @returns how many seconds to wait before the next attempt */
  next(): number {
    const most = Math.min(this.#longest, this.#first * 2 ** this.#failures);
    this.#failures += 1;
    return most * (0.5 + this.#random() / 2);
  }

  /** An attempt succeeded: the next wait is a first one again. */
  reset(): void {
    this.#failures = 0;
  }

  /**
   * Counts a failure and waits; rejects with `signal.reason` when aborted.
   * @param onWait is told the seconds before the wait begins
   */
  async wait(signal?: AbortSignal, onWait?: (seconds: number) => void): Promise<void> {
    signal?.throwIfAborted();
    const seconds = this.next();
    onWait?.(seconds);
    try {
      await this.#sleep(seconds * 1000, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }
}

function sleepUntilAborted(milliseconds: number, signal: AbortSignal | undefined): Promise<unknown> {
  return setTimeout(milliseconds, undefined, { signal });
}
