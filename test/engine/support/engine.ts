import { HeaderTemplate } from '../../../dist/bitcoin/header-template.js';
import { Target } from '../../../dist/bitcoin/target.js';
import { ChunkSizer } from '../../../dist/engine/chunk-sizer.js';
import { Coordinator } from '../../../dist/engine/coordinator.js';
import { KernelChoices } from '../../../dist/engine/kernel-choices.js';
import { readKernelFile } from '../../../dist/engine/kernel-files.js';
import type { KernelName } from '../../../dist/engine/kernel-names.js';
import { type KernelModules, loadKernels } from '../../../dist/engine/kernels.js';
import { PiscinaPool } from '../../../dist/engine/piscina-pool.js';
import { Search, type SearchStatus } from '../../../dist/engine/search.js';
import { type SearchOrder, SearchSpace } from '../../../dist/engine/search-space.js';
import type { SearchState } from '../../../dist/engine/search-state.js';
import type { Solution } from '../../../dist/engine/solution.js';
import type { Problem } from '../../support/oracle.js';

let loaded: Promise<KernelModules> | undefined;

/** Compiled once for a test file. */
export function kernelModules(): Promise<KernelModules> {
  loaded ??= loadKernels(readKernelFile).then(({ modules }) => modules);
  return loaded;
}

export interface EngineOptions {
  readonly threads?: number;
  readonly kernel?: KernelName;
  /** Size of every chunk; by measurement if left out. */
  readonly chunk?: number;
  readonly duty?: number;
  readonly silenceSeconds?: number;
  readonly workerFile?: URL;
  /** Kernels that the engine has; default all. */
  readonly usable?: readonly KernelName[];
}

export interface Outcome {
  readonly status: SearchStatus;
  readonly solutions: Solution[];
  readonly nonces: number[];
  readonly search: Search;
}

/** The engine below the public API, where chunk size, worker file and patience can be set. */
export class Engine {
  readonly pool: PiscinaPool;
  readonly choices: KernelChoices;
  readonly coordinator: Coordinator;
  readonly #threads: number;

  private constructor(modules: KernelModules, options: EngineOptions) {
    const {
      threads = 2,
      kernel = 'simd',
      chunk,
      duty = 1,
      silenceSeconds = 20,
      workerFile,
      usable,
    } = options;
    this.#threads = threads;
    this.pool = new PiscinaPool({
      threads,
      modules,
      silenceSeconds,
      ...(workerFile !== undefined && { workerFile }),
    });
    const isUsable = (name: KernelName) => usable?.includes(name) ?? modules.has(name);
    this.choices = new KernelChoices({ isUsable, forced: kernel });
    this.coordinator = new Coordinator({
      executor: this.pool,
      choices: this.choices,
      sizer: new ChunkSizer(chunk),
      duty,
    });
  }

  static async start(options: EngineOptions = {}): Promise<Engine> {
    return new Engine(await kernelModules(), options);
  }

  /** Begins a search. */
  add(problem: Problem, order: SearchOrder = 'all', resume?: SearchState): Search {
    const { header, target, start, end, versionMask, versionRange } = problem;
    const template = HeaderTemplate.from(header, { nonceRange: { start, end }, versionMask, versionRange });
    const space = new SearchSpace(template, Target.from(target), order);
    const search = new Search(space, this.#threads, resume);
    this.coordinator.add(search);
    return search;
  }

  /** Takes all of a search's solutions until it has ended. */
  async collect(search: Search): Promise<Outcome> {
    const solutions: Solution[] = [];
    const isFor = search.space.order;
    while (isFor === 'all') {
      const solution = search.deliver();
      if (solution !== undefined) {
        this.coordinator.refill();
        solutions.push(solution);
      } else if (search.hasEnded) break;
      else await search.news();
    }
    const status = await search.ended;
    if (isFor !== 'all' && search.best !== undefined) solutions.push(search.best);
    return { status, solutions, nonces: solutions.map(({ nonce }) => nonce), search };
  }

  /** Searches and collects. */
  run(problem: Problem, order: SearchOrder = 'all', resume?: SearchState): Promise<Outcome> {
    return this.collect(this.add(problem, order, resume));
  }

  close(): Promise<void> {
    return this.pool.close();
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
