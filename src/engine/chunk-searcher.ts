import { BatchPacer } from './batch-pacer.js';
import type { Chunk, ChunkReport } from './chunk.js';
import { ChunkRun } from './chunk-run.js';
import type { Kernel } from './kernel.js';
import type { KernelName } from './kernel-names.js';
import { passesSelfTest, plantedBatchPasses } from './self-test.js';

/** How long a kernel instance is believed without a planted batch. */
const PLANT_EVERY_MILLISECONDS = 60_000;

/**
 * Work after which a kernel is tested once more: V8's optimised code comes after 20–270 ms of it on a PC, and is what nearly
 * all is searched by.
 */
const OPTIMISED_AFTER_MILLISECONDS = 400;

interface Instance {
  readonly kernel: Kernel;
  readonly pacer: BatchPacer;
  /** When it last found a known nonce; undefined when it has not, or missed the last one. */
  provenAt: number | undefined;
  /** How long it had worked before its last run, in milliseconds. */
  worked: number;
  run: ChunkRun | undefined;
  /** Whether its optimised code has been tested. */
  isOptimised: boolean;
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

  /** Makes a chunk ready to run, with a self-test or a planted batch first when one is due. */
  begin(chunk: Chunk): ChunkRun {
    const instance = this.#instance(chunk.kernel);
    const planted = this.#test(instance, chunk.versions.length);
    const origin = { thread: this.#thread, ...(planted !== undefined && { planted }) };
    instance.run = new ChunkRun(instance.kernel, instance.pacer, chunk, origin);
    return instance.run;
  }

  /** A kernel that is new, or missed its last nonce, or is optimised by now, has to pass the whole self-test. @returns undefined when none is due */
  #test(instance: Instance, columns: number): ChunkReport['planted'] {
    const { kernel, provenAt, isOptimised, run } = instance;
    instance.worked += run?.busyMilliseconds ?? 0;
    instance.run = undefined;
    const since = provenAt === undefined ? 0 : performance.now() - provenAt;
    const isNewlyOptimised = !isOptimised && instance.worked >= OPTIMISED_AFTER_MILLISECONDS;
    if (provenAt !== undefined && !isNewlyOptimised && since < this.#plantEvery) return undefined;
    if (isNewlyOptimised) instance.isOptimised = true;
    const isWhole = provenAt === undefined || isNewlyOptimised;
    const passes = isWhole ? passesSelfTest(kernel) : plantedBatchPasses(kernel, columns);
    instance.provenAt = passes ? performance.now() : undefined;
    return passes ? 'passed' : 'missed';
  }

  #instance(name: KernelName): Instance {
    let instance = this.#instances.get(name);
    if (instance === undefined) {
      const kernel = this.#instantiate(name);
      instance = {
        kernel,
        pacer: new BatchPacer(),
        provenAt: undefined,
        worked: 0,
        run: undefined,
        isOptimised: false,
      };
      this.#instances.set(name, instance);
    }
    return instance;
  }
}
