import type { BenchmarkEvent } from './benchmark-events.js';

/** How far a benchmark is, by the time that was planned for it. */
export class BenchmarkProgress {
  readonly #onEvent: (event: BenchmarkEvent) => void;
  #total: number;
  /** Of the steps that are over. */
  #over = 0;
  /** Of the step under way: planned, and gone by. */
  #planned = 0;
  #gone = 0;

  /** @param total planned seconds of all steps */
  constructor(total: number, onEvent: (event: BenchmarkEvent) => void) {
    this.#total = total;
    this.#onEvent = onEvent;
  }

  /** Begins a step, and ends the one before, however long it took. */
  begin(name: string, planned: number): void {
    this.#over += this.#planned;
    this.#planned = planned;
    this.#gone = 0;
    this.#onEvent({ type: 'stage', name });
  }

  /** Time goes by in the step. */
  advance(seconds: number, now: { step: string; hashRate: number; celsius?: number | undefined }): void {
    // One that takes longer than planned waits for itself.
    this.#gone = Math.min(this.#planned, this.#gone + seconds);
    const done = Math.min(1, (this.#over + this.#gone) / this.#total);
    this.#onEvent({ type: 'progress', done, ...now });
  }
}
