import { readKernelFile } from '../../../dist/engine/kernel-files.js';
import type { KernelName } from '../../../dist/engine/kernel-names.js';
import { type KernelModules, loadKernels } from '../../../dist/engine/kernels.js';
import { PiscinaPool } from '../../../dist/engine/piscina-pool.js';
import { type EngineSetup, EngineUnderTest } from './engine-under-test.js';

let loaded: Promise<KernelModules> | undefined;

/** Compiled once for a test file. */
export function kernelModules(): Promise<KernelModules> {
  loaded ??= loadKernels(readKernelFile).then(({ modules }) => modules);
  return loaded;
}

export interface EngineOptions extends Partial<EngineSetup> {
  readonly duty?: number;
  readonly silenceSeconds?: number;
  readonly workerFile?: URL;
  /** Kernels that the engine has; default all. */
  readonly usable?: readonly KernelName[];
}

/** The engine on Node's threads, where chunk size, worker file and patience can be set. */
export class Engine extends EngineUnderTest {
  readonly pool: PiscinaPool;

  private constructor(modules: KernelModules, options: EngineOptions) {
    const { threads = 2, kernel = 'simd', silenceSeconds = 20, workerFile, usable } = options;
    const pool = new PiscinaPool({
      threads,
      modules,
      silenceSeconds,
      ...(workerFile !== undefined && { workerFile }),
    });
    const isUsable = (name: KernelName) => usable?.includes(name) ?? modules.has(name);
    super(pool, { ...options, threads, kernel, isUsable });
    this.pool = pool;
  }

  static async start(options: EngineOptions = {}): Promise<Engine> {
    return new Engine(await kernelModules(), options);
  }
}

/** Runs with an engine, and closes it whatever happens. */
export async function withEngine<T>(options: EngineOptions, run: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await Engine.start(options);
  try {
    return await run(engine);
  } finally {
    await engine.close();
  }
}
