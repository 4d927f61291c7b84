import type { Chunk, ChunkReport } from './chunk.js';
import type { ChunkSearcher } from './chunk-searcher.js';
import { yieldToEventLoop } from './event-loop.js';
import { LONGEST_REST, RestDebt } from './rest-debt.js';

/** Searches a chunk batch by batch, the event loop of its thread having its turn after each: a stop can come as a message. */
export class YieldingSearch {
  readonly #searcher: ChunkSearcher;
  readonly #onProgress: (searched: number) => void;
  readonly #debt = new RestDebt();
  #stopped = 0;
  #endRest = () => {};

  /** @param onProgress called after each batch and in long rests, with how many headers of the chunk are searched */
  constructor(searcher: ChunkSearcher, onProgress: (searched: number) => void) {
    this.#searcher = searcher;
    this.#onProgress = onProgress;
  }

  async run(chunk: Chunk): Promise<ChunkReport> {
    const isStopped = () => this.#stopped === chunk.serial;
    const run = this.#searcher.begin(chunk);
    while (!run.isDone && !isStopped()) {
      const rest = this.#debt.due;
      if (rest > 0) {
        await this.#rest(Math.min(rest, LONGEST_REST));
        this.#onProgress(run.searched);
      } else {
        this.#debt.add(run.next(), chunk.duty);
        this.#onProgress(run.searched);
        await yieldToEventLoop();
      }
    }
    return run.report();
  }

  /** Asks for chunk `serial` to be stopped, begun or not: its report then comes within a batch. */
  stop(serial: number): void {
    this.#stopped = serial;
    this.#endRest();
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
