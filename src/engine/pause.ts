import { LONGEST_TIMER } from './timers.js';

/** Whether a miner is paused, when that is over, and what keeps the process alive meanwhile. */
export class Pause {
  /** Fulfilled by `end()`; undefined while nothing is paused. */
  #current: { readonly over: Promise<void>; readonly end: () => void } | undefined;
  /** Keeps the process alive while somebody waits: whatever ends the pause may be a signal, which does not. */
  #wakefulness: ReturnType<typeof setInterval> | undefined;

  get isOn(): boolean {
    return this.#current !== undefined;
  }

  /** Resolves when the present pause is over; another one may have begun by then. */
  get over(): Promise<void> {
    return this.#current?.over ?? Promise.resolve();
  }

  begin(): void {
    if (this.#current !== undefined) return;
    let end = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#current = { over, end };
  }

  end(): void {
    this.#current?.end();
    this.#current = undefined;
  }

  /** To be called when a pause begins or ends, and when `isAwaited` changes: whether searches wait for its end. */
  stayAwake(isAwaited: boolean): void {
    if (this.isOn && isAwaited) this.#wakefulness ??= setInterval(() => {}, LONGEST_TIMER);
    else {
      clearInterval(this.#wakefulness);
      this.#wakefulness = undefined;
    }
  }
}
