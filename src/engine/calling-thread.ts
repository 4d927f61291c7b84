import type { Chunk, ChunkReport } from './chunk.js';
import { ChunkSearcher } from './chunk-searcher.js';
import type { Executor } from './executor.js';
import type { KernelModules } from './kernels.js';
import { createKernel } from './version-by-version.js';
import { YieldingSearch } from './yielding-search.js';

/**
 * Searches on the thread that called, batch by batch, the event loop having its turn after each. For short work:
 * a pool takes 30–50 ms to start, in which this has hashed some 200,000 nonces.
 */
export class CallingThread implements Executor {
  readonly lanes = 1;
  readonly #search: YieldingSearch;
  #searched = 0;

  constructor(modules: Pick<KernelModules, 'get'>) {
    const searcher = new ChunkSearcher(0, (name) => createKernel(name, modules.get(name)!));
    this.#search = new YieldingSearch(searcher, (searched) => {
      this.#searched = searched;
    });
  }

  async run(_lane: number, chunk: Chunk): Promise<ChunkReport> {
    this.#searched = 0;
    return this.#search.run(chunk);
  }

  stop(_lane: number, serial: number): void {
    this.#search.stop(serial);
  }

  searched(): number {
    return this.#searched;
  }

  async close(): Promise<void> {}
}
