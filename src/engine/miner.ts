import { MineWasmError } from '../errors.js';
import { CallingThread } from './calling-thread.js';
import { ChunkSizer } from './chunk-sizer.js';
import { Coordinator } from './coordinator.js';
import type { Executor } from './executor.js';
import { type Choice, KernelChoice } from './kernel-choice.js';
import { type KernelName, type KernelStatus, type LoadedKernels, loadKernels } from './kernels.js';
import { type MinedSolution, type MineTemplate, mineTemplates } from './mine-templates.js';
import {
  type CommonOptions,
  checkCommon,
  checkMinerOptions,
  checkObject,
  checkOrder,
  checkWork,
  type MinerOptions,
  type SearchOptions,
  type SolutionsOptions,
} from './options.js';
import type { Platform } from './platform.js';
import { RateMeter } from './progress.js';
import { Search, type SearchStatus } from './search.js';
import type { SearchSpace, SearchState } from './search-state.js';
import { rateOf, type Solution } from './solution.js';
import { SolutionStream } from './solution-stream.js';

/** What every outcome says. */
export interface SearchReport {
  /** Nonces searched, each counted once, earlier runs of a resumed search included. */
  readonly hashes: number;
  /** Time searched, earlier runs included. */
  readonly seconds: number;
  /** `hashes` by `seconds`, in H/s. */
  readonly hashRate: number;
  /** Wrong results of kernels that were caught; the work was done again. */
  readonly hardwareErrors: number;
  /** The kernel in use at the end. */
  readonly kernel: KernelName;
  readonly threads: number;
  /** Plain JSON; `resume` takes it. */
  readonly state: SearchState;
}

/** How a search ended. */
export type SearchResult =
  | (SearchReport & { readonly status: 'found'; readonly solution: Solution })
  | (SearchReport & { readonly status: Exclude<SearchStatus, 'found'> });

/** Work that the calling thread begins with, rather than starting a pool for it: about 100 ms of a PC's core. */
const SHORT_WORK = 1 << 19;
/** How long it may try before a pool takes over. */
const SHORT_MILLISECONDS = 100;

/** Searches nonces on all cores. Made by `createMiner`; any number of searches can run at once and take turns. */
export class Miner {
  /** Worker threads that long searches use. */
  readonly threads: number;
  /** Every kernel, and whether it is usable here. */
  readonly kernels: readonly KernelStatus[];
  readonly #platform: Platform;
  readonly #loaded: LoadedKernels;
  readonly #duty: number;
  readonly #choice: KernelChoice;
  readonly #sizer = new ChunkSizer();
  readonly #running = new Set<Search>();
  #short: Coordinator | undefined;
  #pool: Promise<{ executor: Executor; coordinator: Coordinator }> | undefined;
  #isClosed = false;

  private constructor(
    platform: Platform,
    loaded: LoadedKernels,
    choice: KernelChoice,
    { threads, duty }: { threads: number; duty: number },
  ) {
    this.#platform = platform;
    this.#loaded = loaded;
    this.#choice = choice;
    this.#duty = duty;
    this.threads = threads;
    this.kernels = loaded.statuses;
  }

  /**
   * Loads and self-tests the kernels. Threads start with the first search that needs them.
   * @throws InputError for options; MineWasmError `ERR_NO_KERNEL` when no kernel, or not the one asked for, is usable
   */
  static async create(platform: Platform, options: MinerOptions = {}): Promise<Miner> {
    const { threads, kernel, duty, cache } = checkMinerOptions(options, platform.availableThreads());
    const loaded = await loadKernels(platform.readKernel);
    if (kernel !== 'auto' && !loaded.modules.has(kernel)) {
      const status = loaded.statuses.find(({ name }) => name === kernel);
      throw new MineWasmError('ERR_NO_KERNEL', `Kernel ${kernel} is not usable here (${status?.reason})`);
    }
    const cached = kernel === 'auto' && cache && loaded.modules.size > 1 ? platform.readChoice() : undefined;
    const known =
      kernel !== 'auto'
        ? { kernel, reason: 'forced' as const }
        : cached !== undefined
          ? { kernel: cached, reason: 'cached' as const }
          : undefined;
    const choice = new KernelChoice(loaded.modules.keys(), known);
    if (cache) choice.onMeasured = (fastest) => platform.writeChoice(fastest);
    return new Miner(platform, loaded, choice, { threads, duty });
  }

  /** The kernel in use, and why. */
  get choice(): Choice {
    return this.#choice.choice;
  }

  /**
   * Searches for one solution.
   * @throws InputError for options; MineWasmError `ERR_HARDWARE`, `ERR_WORKER`, `ERR_CLOSED` when it can't go on
   */
  async search(options: SearchOptions): Promise<SearchResult> {
    const order = checkOrder(checkObject(options, 'options').order);
    return this.#result(this.#start(checkWork(options, order), options, options.resume));
  }

  /**
   * Searches for every solution; the search starts at once.
   * @throws as {@link search}; faults while it runs reach whoever iterates
   */
  solutions(options: SolutionsOptions): SolutionStream {
    const search = this.#start(checkWork(checkObject(options, 'options'), 'all'), options, options.resume);
    return new SolutionStream(search, this.#result(search), () => this.#refill());
  }

  /**
   * Searches a stream of templates for all their solutions. A new template replaces the one before at once, whose
   * further solutions are dropped. Ends when the stream has ended and its last template is searched, or on abort.
   */
  mine<Id = unknown>(
    templates: AsyncIterable<MineTemplate<Id>> | Iterable<MineTemplate<Id>>,
    options: CommonOptions = {},
  ): AsyncGenerator<MinedSolution<Id>, undefined> {
    checkCommon(checkObject(options, 'options'));
    return mineTemplates(templates, options.signal, (template) => {
      const work = checkWork(checkObject(template, 'template'), 'all');
      const search = this.#start(work, { ...options, signal: undefined });
      return { search, onRoom: () => this.#refill() };
    });
  }

  /** Aborts what is running and ends the threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = [...this.#running];
    for (const search of running) search.stop('aborted');
    await Promise.allSettled(running.map((search) => search.ended));
    const pool = await this.#pool?.catch(() => undefined);
    await pool?.executor.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(
    space: SearchSpace,
    options: CommonOptions & { timeout?: number | undefined },
    resume?: unknown,
  ): Search {
    if (this.#isClosed) throw new MineWasmError('ERR_CLOSED', 'The miner is closed');
    const common = checkCommon(options);
    const search = new Search(space, this.threads, resume);
    if (search.hasEnded) return search;
    const disarm = [
      onAbort(common.signal, () => search.stop('aborted')),
      onTimeout(common.timeout, () => search.stop('timeout')),
      this.#report(search, common.onProgress, common.progressInterval),
    ];
    this.#running.add(search);
    const clean = () => {
      for (const off of disarm) off();
      this.#running.delete(search);
    };
    search.ended.then(clean, clean);
    this.#place(search).catch((error) => search.fail(error));
    return search;
  }

  /** Short work on the calling thread, long work on the pool; what turns out long moves. */
  async #place(search: Search): Promise<void> {
    const expected = Math.min(Number(search.remaining), 4 * search.space.target.expectedHashes);
    const size = search.space.order === 'all' ? Number(search.remaining) : expected;
    if (this.#pool === undefined && size <= SHORT_WORK) {
      this.#short ??= this.#coordinator(new CallingThread(this.#loaded.modules));
      this.#short.add(search);
      let timer: NodeJS.Timeout | undefined;
      const isLong = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, SHORT_MILLISECONDS, true);
      });
      const ended = search.ended.then(() => false);
      const goesOn = await Promise.race([isLong, ended]).finally(() => clearTimeout(timer));
      if (!goesOn) return;
      await this.#short.release(search);
    }
    this.#pool ??= this.#startPool();
    const { coordinator } = await this.#pool;
    coordinator.add(search);
  }

  async #startPool(): Promise<{ executor: Executor; coordinator: Coordinator }> {
    const executor = await this.#platform.createPool(this.threads, this.#loaded.modules);
    return { executor, coordinator: this.#coordinator(executor) };
  }

  #coordinator(executor: Executor): Coordinator {
    return new Coordinator({ executor, choice: this.#choice, sizer: this.#sizer, duty: this.#duty });
  }

  /** A consumer has made room: lanes that rested may have work again. */
  #refill(): void {
    this.#short?.resume();
    void this.#pool?.then(({ coordinator }) => coordinator.resume());
  }

  #report(search: Search, onProgress: CommonOptions['onProgress'], interval: number): () => void {
    if (onProgress === undefined) return () => {};
    const meter = new RateMeter();
    meter.add(search.seconds, search.hashes);
    const timer = setInterval(() => {
      if (search.hasEnded) return;
      const { seconds } = search;
      const hashes = search.hashes + search.inFlight();
      meter.add(seconds, hashes);
      const hashRate = meter.rate(10);
      onProgress({
        hashes,
        total: search.total,
        seconds,
        hashRate,
        hashRate60: meter.rate(60),
        chance: search.space.target.probability(hashes),
        expectedSeconds: search.space.target.expectedHashes / hashRate,
        hardwareErrors: search.hardwareErrors,
        kernel: this.choice.kernel,
        threads: this.threads,
        state: () => search.state(),
      });
    }, interval);
    return () => clearInterval(timer);
  }

  async #result(search: Search): Promise<SearchResult> {
    const status = await search.ended;
    const report: SearchReport = {
      hashes: search.hashes,
      seconds: search.seconds,
      hashRate: rateOf(search.hashes, search.seconds),
      hardwareErrors: search.hardwareErrors,
      kernel: this.choice.kernel,
      threads: this.threads,
      state: search.state(),
    };
    return status === 'found' ? { status, solution: search.best!, ...report } : { status, ...report };
  }
}

/** @returns what takes the listener off again */
function onAbort(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

/** The longest that one timer can wait, 24.8 days. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** @returns what takes the timer off again */
function onTimeout(seconds: number | undefined, stop: () => void): () => void {
  if (seconds === undefined) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const arm = (milliseconds: number) => {
    const wait = Math.min(milliseconds, LONGEST_TIMER);
    timer = setTimeout(() => (milliseconds > wait ? arm(milliseconds - wait) : stop()), wait);
  };
  arm(seconds * 1000);
  return () => clearTimeout(timer);
}
