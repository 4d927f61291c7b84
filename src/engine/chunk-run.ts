import type { BatchPacer } from './batch-pacer.js';
import type { Chunk, ChunkReport } from './chunk.js';
import type { Kernel } from './kernel.js';

/** The search of one chunk, batch by batch; whoever runs it decides what happens in between. */
export class ChunkRun {
  readonly #kernel: Kernel;
  readonly #pacer: BatchPacer;
  readonly #chunk: Chunk;
  readonly #origin: Pick<ChunkReport, 'thread' | 'planted'>;
  #searched = 0;
  #busy = 0;
  #candidates: Uint32Array[] = [];
  #found = 0;

  /** @param origin the thread, and the outcome of the batch planted before; after a miss the run is done at once */
  constructor(
    kernel: Kernel,
    pacer: BatchPacer,
    chunk: Chunk,
    origin: Pick<ChunkReport, 'thread' | 'planted'>,
  ) {
    this.#kernel = kernel;
    this.#pacer = pacer;
    this.#chunk = chunk;
    this.#origin = origin;
    kernel.prepare(chunk.header, chunk.target);
  }

  get searched(): number {
    return this.#searched;
  }

  get isDone(): boolean {
    const { count, candidateLimit } = this.#chunk;
    return this.#searched === count || this.#found >= candidateLimit || this.#origin.planted === 'missed';
  }

  /** Searches one batch. @returns how long it took, in milliseconds */
  next(): number {
    const began = performance.now();
    const count = Math.min(this.#pacer.size, this.#chunk.count - this.#searched);
    const searched = this.#kernel.scan(this.#chunk.nonce + this.#searched, count);
    // The one wrong result that would never come to light: the run would not end.
    if (searched < 1 || searched > count)
      throw new Error(`The kernel searched ${searched} of ${count} nonces`);
    this.#searched += searched;
    const found = this.#kernel.candidateCount;
    if (found > 0) {
      this.#candidates.push(this.#kernel.candidates());
      this.#found += found;
    }
    const took = performance.now() - began;
    this.#pacer.learn(searched, took);
    this.#busy += took;
    return took;
  }

  /** Ends exactly at the last candidate asked for: nothing behind it counts as searched, so nothing there is lost. */
  report(): ChunkReport {
    const { nonce, candidateLimit } = this.#chunk;
    const candidates = Uint32Array.from(this.#candidates.flatMap((some) => [...some])).slice(
      0,
      candidateLimit,
    );
    const last = candidates.length === candidateLimit ? candidates.at(-1) : undefined;
    const searched = last === undefined ? this.#searched : last - nonce + 1;
    return { searched, candidates, busySeconds: this.#busy / 1000, ...this.#origin };
  }
}
