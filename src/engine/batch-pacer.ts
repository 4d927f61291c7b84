/** A batch aims at this long: stop requests are seen between batches, and V8 replaces baseline code only there. */
const BATCH_MILLISECONDS = 2.5;
/** The first batch of a kernel whose speed nobody knows: 5 ms of baseline code on a Raspberry Pi Zero 2 at 50 kH/s. */
const FIRST_BATCH = 256;

/** Sizes a kernel's batches by its measured speed. One per kernel instance; it outlives chunks. */
export class BatchPacer {
  readonly #step: number;
  #size: number;

  constructor(step: number) {
    this.#step = step;
    this.#size = this.#round(FIRST_BATCH);
  }

  /** How many nonces the next batch should take. */
  get size(): number {
    return this.#size;
  }

  /** Learns from a batch of `searched` nonces: at most doubles, so that one odd reading cannot make a long batch. */
  learn(searched: number, milliseconds: number): void {
    if (searched < this.#size) return;
    const ideal = (searched / Math.max(milliseconds, 0.01)) * BATCH_MILLISECONDS;
    this.#size = this.#round(Math.min(ideal, searched * 2));
  }

  #round(nonces: number): number {
    return Math.max(1, Math.round(nonces / this.#step)) * this.#step;
  }
}
