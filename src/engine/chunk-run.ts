import type { BatchPacer } from './batch-pacer.js';
import type { Chunk, ChunkReport } from './chunk.js';
import type { Kernel } from './kernel.js';

/** The search of one chunk, batch by batch; whoever runs it decides what happens in between. */
export class ChunkRun {
  readonly #kernel: Kernel;
  readonly #pacer: BatchPacer;
  readonly #chunk: Chunk;
  readonly #origin: Pick<ChunkReport, 'thread' | 'planted'>;
  /** How many rows are searched: all columns of each, those outside of the chunk included. */
  #rows = 0;
  /** Counted from the chunk's first header on. */
  readonly #candidates: number[] = [];
  #isStray = false;
  #busy = 0;

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
    kernel.prepare(chunk.header, chunk.target, chunk.versions);
  }

  /** How many headers of the chunk are searched. */
  get searched(): number {
    const { versions, skip, count } = this.#chunk;
    return Math.max(0, Math.min(this.#rows * versions.length - skip, count));
  }

  /** How long it has worked, in milliseconds. */
  get busyMilliseconds(): number {
    return this.#busy;
  }

  get isDone(): boolean {
    const { count, candidateLimit } = this.#chunk;
    return (
      this.searched === count ||
      this.#candidates.length >= candidateLimit ||
      this.#isStray ||
      this.#origin.planted === 'missed'
    );
  }

  /** Searches one batch. @returns how long it took, in milliseconds */
  next(): number {
    const began = performance.now();
    const { versions, nonce, skip, count } = this.#chunk;
    const columns = versions.length;
    const wanted = this.#pacer.size(this.#kernel.step * columns) / columns;
    const rows = Math.min(wanted, Math.ceil((skip + count) / columns) - this.#rows);
    const searched = this.#kernel.scan(nonce + this.#rows, rows);
    // The one wrong result that would never come to light: the run would not end.
    if (searched < 1 || searched > rows) throw new Error(`The kernel searched ${searched} of ${rows} nonces`);
    if (this.#kernel.candidateCount > 0) {
      const first = this.#rows * columns - skip;
      for (const place of this.#kernel.candidates()) {
        if (place >= searched * columns) this.#isStray = true;
        const offset = first + place;
        // The ends of the first row and of the last may be another chunk's.
        if (offset >= 0 && offset < count) this.#candidates.push(offset);
      }
    }
    this.#rows += searched;
    const took = performance.now() - began;
    this.#pacer.learn(searched * columns, took);
    this.#busy += took;
    return took;
  }

  /** Ends exactly at the last candidate asked for: nothing behind it counts as searched, so nothing there is lost. */
  report(): ChunkReport {
    const candidates = Uint32Array.from(this.#candidates.slice(0, this.#chunk.candidateLimit));
    const last = candidates.length === this.#chunk.candidateLimit ? candidates.at(-1) : undefined;
    const searched = last === undefined ? this.searched : last + 1;
    const stray = this.#isStray ? ({ stray: true } as const) : {};
    return { searched, candidates, busySeconds: this.#busy / 1000, ...stray, ...this.#origin };
  }
}
