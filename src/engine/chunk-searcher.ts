import { BatchPacer } from './batch-pacer.js';
import type { Chunk } from './chunk.js';
import { ChunkRun } from './chunk-run.js';
import type { Kernel } from './kernel.js';
import type { KernelName } from './kernels.js';
import { plantedBatchPasses, selfTest } from './self-test.js';

/** How long a kernel instance is believed without a planted batch. */
const PLANT_EVERY_MILLISECONDS = 60_000;

interface Instance {
  readonly kernel: Kernel;
  readonly pacer: BatchPacer;
  testedAt: number;
}

/** A thread's own kernels: instantiated and self-tested when first needed, and planted with a known nonce every minute. */
export class ChunkSearcher {
  readonly #thread: number;
  readonly #instantiate: (name: KernelName) => Kernel;
  readonly #plantEvery: number;
  readonly #instances = new Map<KernelName, Instance>();

  constructor(
    thread: number,
    instantiate: (name: KernelName) => Kernel,
    plantEveryMilliseconds = PLANT_EVERY_MILLISECONDS,
  ) {
    this.#thread = thread;
    this.#instantiate = instantiate;
    this.#plantEvery = plantEveryMilliseconds;
  }

  /** Makes a chunk ready to run, with a planted batch first when one is due. */
  begin(chunk: Chunk): ChunkRun {
    const instance = this.#instance(chunk.kernel);
    const { kernel, pacer } = instance;
    if (performance.now() - instance.testedAt < this.#plantEvery) {
      return new ChunkRun(kernel, pacer, chunk, { thread: this.#thread });
    }
    const planted = plantedBatchPasses(kernel) ? 'passed' : 'missed';
    instance.testedAt = performance.now();
    return new ChunkRun(kernel, pacer, chunk, { thread: this.#thread, planted });
  }

  #instance(name: KernelName): Instance {
    let instance = this.#instances.get(name);
    if (instance === undefined) {
      const kernel = this.#instantiate(name);
      selfTest(kernel);
      instance = { kernel, pacer: new BatchPacer(kernel.step), testedAt: performance.now() };
      this.#instances.set(name, instance);
    }
    return instance;
  }
}
