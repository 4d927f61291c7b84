/** A batch aims at this long: stop requests are seen between batches, and V8 replaces baseline code only there. */
const BATCH_MILLISECONDS = 2.5;
/** The first batch of a kernel whose speed nobody knows: 5 ms of baseline code on a Raspberry Pi Zero 2 at 50 kH/s. */
const FIRST_BATCH = 256;

/** Sizes a kernel's batches by its measured speed. One per kernel instance; it outlives chunks. */
export class BatchPacer {
  #ideal = FIRST_BATCH;
  #size = 0;

  /** How many headers the next batch should take: a multiple of the `step` that the kernel hashes together. */
  size(step: number): number {
    this.#size = Math.max(1, Math.round(this.#ideal / step)) * step;
    return this.#size;
  }

  /** Learns from a batch of `searched` headers: at most doubles, so that one odd reading cannot make a long batch. */
  learn(searched: number, milliseconds: number): void {
    // A chunk's last batch is shorter: it says little.
    if (searched < this.#size) return;
    const ideal = (searched / Math.max(milliseconds, 0.01)) * BATCH_MILLISECONDS;
    this.#ideal = Math.min(ideal, searched * 2);
  }
}
