import type { Chunk, ChunkReport } from './chunk.js';
import { ChunkSearcher } from './chunk-searcher.js';
import type { Executor } from './executor.js';
import type { KernelModules } from './kernels.js';
import { LONGEST_TIMER } from './timers.js';
import { createKernel } from './version-by-version.js';

/** Resolves when the event loop has had its turn. */
const yieldToEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Searches on the thread that called, batch by batch, the event loop having its turn after each. For short work:
 * a pool takes 30–50 ms to start, in which this has hashed some 200,000 nonces.
 */
export class CallingThread implements Executor {
  readonly lanes = 1;
  readonly #searcher: ChunkSearcher;
  #stopped = 0;
  #endRest = () => {};
  #searched = 0;

  constructor(modules: Pick<KernelModules, 'get'>) {
    this.#searcher = new ChunkSearcher(0, (name) => createKernel(name, modules.get(name)!));
  }

  async run(_lane: number, chunk: Chunk): Promise<ChunkReport> {
    this.#searched = 0;
    const run = this.#searcher.begin(chunk);
    while (!run.isDone && this.#stopped !== chunk.serial) {
      const worked = run.next();
      this.#searched = run.searched;
      if (chunk.duty < 1) {
        await this.#rest(worked * (1 / chunk.duty - 1));
      } else {
        await yieldToEventLoop();
      }
    }
    return run.report();
  }

  stop(_lane: number, serial: number): void {
    this.#stopped = serial;
    this.#endRest();
  }

  searched(): number {
    return this.#searched;
  }

  async close(): Promise<void> {}

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(milliseconds, LONGEST_TIMER));
      this.#endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
