import { MineWasmError } from '../errors.js';
import type { Miner, SearchResult } from './api.js';
import { CallingThread } from './calling-thread.js';
import { ChunkSizer } from './chunk-sizer.js';
import { Coordinator } from './coordinator.js';
import type { Executor } from './executor.js';
import type { Choice } from './kernel-choice.js';
import { KernelChoices } from './kernel-choices.js';
import { KERNEL_NAMES, type KernelName, type KernelStatus } from './kernel-names.js';
import { type KernelModules, type LoadedKernels, loadFirst, loadKernels } from './kernels.js';
import { type MinedSolution, type MineTemplate, mineTemplates } from './mine-templates.js';
import {
  type CommonOptions,
  checkCommon,
  checkMinerOptions,
  checkObject,
  checkOrder,
  checkTemplates,
  checkWork,
  type MinerOptions,
  type SearchOptions,
  type SolutionsOptions,
} from './options.js';
import { Pause } from './pause.js';
import type { EnginePlatform } from './platform.js';
import { ProgressReports } from './progress-reports.js';
import { Search } from './search.js';
import type { SearchSpace } from './search-space.js';
import { rateOf } from './solution.js';
import { SolutionStream } from './solution-stream.js';
import { LONGEST_TIMER } from './timers.js';

/** Work that the calling thread begins with, rather than starting a pool for it: about 100 ms of a PC's core. */
const SHORT_WORK = 1 << 19;
/** Work for which V8 is told to pack vectors: it delays the first thread by 14 to 39 ms, and this takes two of them a second. */
const PACKED_WORK = 1 << 24;
/** How long it may try before a pool takes over. */
const SHORT_MILLISECONDS = 100;

/** Makes the choices of a miner. @param load reads a kernel that they need */
type Chooser = (isPacked: boolean, load: (name: KernelName) => void) => KernelChoices;

/** The miner, on any platform. */
export class EngineMiner implements Miner {
  readonly threads: number;
  readonly #platform: EnginePlatform;
  readonly #loaded: LoadedKernels;
  readonly #duty: number;
  readonly #forced: KernelName | undefined;
  /** Whether the wide kernel may take part. */
  readonly #mayPack: boolean;
  readonly #chooser: Chooser;
  #choices: KernelChoices;
  readonly #sizer = new ChunkSizer();
  readonly #running = new Set<Search>();
  #short: Coordinator | undefined;
  #pool: Promise<{ executor: Executor; coordinator: Coordinator }> | undefined;
  /** Ends what is being fetched, too. */
  readonly #closing: AbortController;
  readonly #pause = new Pause();

  private constructor(
    platform: EnginePlatform,
    loaded: LoadedKernels,
    chooser: Chooser,
    closing: AbortController,
    { threads, duty, forced }: { threads: number; duty: number; forced: KernelName | undefined },
  ) {
    this.#platform = platform;
    this.#closing = closing;
    this.#loaded = loaded;
    this.#chooser = chooser;
    this.#choices = this.#choose(false);
    this.#duty = duty;
    this.#forced = forced;
    this.#mayPack = forced === undefined || forced === 'wide';
    this.threads = threads;
  }

  /**
   * Loads and self-tests the kernels. Threads start with the first search that needs them.
   * @throws InputError for options; MineWasmError `ERR_NO_KERNEL` when no kernel, or not the one asked for, is usable;
   *   `ERR_KERNEL_FETCH` when it is remote and can't be had; the signal's reason when it comes before
   */
  static async create(
    platform: EnginePlatform,
    options: MinerOptions = {},
    signal?: AbortSignal,
  ): Promise<EngineMiner> {
    const { threads, kernel, duty, cache } = checkMinerOptions(options, platform.availableThreads());
    const forced = kernel === 'auto' ? undefined : kernel;
    const canPack = platform.canPackVectors();
    if (forced === 'wide' && canPack) platform.packVectors();
    const known = (isPacked: boolean) =>
      forced === undefined && cache ? platform.readChoices(isPacked) : undefined;
    const cached = known(false);
    const names = KERNEL_NAMES.filter((name) => name !== 'wide' || canPack || forced === 'wide');
    signal?.throwIfAborted();
    const closing = new AbortController();
    const loading = loadKernels((name) => platform.readKernel(name, closing.signal), {
      first: forced ?? cached?.fixed,
      names,
      areRemote: platform.hasRemoteKernels,
    });
    const loaded = await orAborted(loading, signal).catch((error) => {
      closing.abort();
      throw error;
    });
    if (forced !== undefined && loaded.get(forced) === undefined) {
      const { reason } = loaded.status(forced);
      throw new MineWasmError('ERR_NO_KERNEL', `Kernel ${forced} is not usable here (${reason})`);
    }
    const distrusted = new Set<KernelName>();
    const chooser: Chooser = (isPacked, load) =>
      new KernelChoices({
        isUsable: (name) => !distrusted.has(name) && loaded.isUsable(name),
        load,
        onDistrusted: (name) => distrusted.add(name),
        isPacked,
        forced,
        cached: isPacked ? known(true) : cached,
        onMeasured: (choice) => cache && platform.writeChoices(choice, isPacked),
      });
    return new EngineMiner(platform, loaded, chooser, closing, { threads, duty, forced });
  }

  /** Asking loads those that no search has needed yet, unless they are remote. */
  get kernels(): readonly KernelStatus[] {
    return this.#loaded.statuses;
  }

  get choice(): Choice {
    return this.#choices.of('fixed').choice;
  }

  get rollingChoice(): Choice {
    return this.#choices.of('rolled').choice;
  }

  async search(options: SearchOptions): Promise<SearchResult> {
    const order = checkOrder(checkObject(options, 'options').order);
    return this.#result(this.#start(checkWork(options, order), options, options.resume));
  }

  solutions(options: SolutionsOptions): SolutionStream {
    const search = this.#start(checkWork(checkObject(options, 'options'), 'all'), options, options.resume);
    return new SolutionStream(search, this.#result(search), () => this.#refill());
  }

  mine<Id = unknown>(
    templates: AsyncIterable<MineTemplate<Id>> | Iterable<MineTemplate<Id>>,
    options: CommonOptions = {},
  ): AsyncGenerator<MinedSolution<Id>, undefined> {
    checkCommon(checkObject(options, 'options'));
    checkTemplates(templates);
    this.#checkOpen();
    const signals = [this.#closing.signal, ...(options.signal === undefined ? [] : [options.signal])];
    return mineTemplates(templates, signals, (template) => {
      const work = checkWork(checkObject(template, 'template'), 'all');
      const search = this.#start(work, { ...options, signal: undefined });
      return { search, onRoom: () => this.#refill() };
    });
  }

  get isPaused(): boolean {
    return this.#pause.isOn;
  }

  async pause(): Promise<void> {
    this.#pause.begin();
    this.#stayAwake();
    await Promise.all([...this.#running].map((search) => search.pause()));
  }

  resume(): void {
    if (!this.isPaused) return;
    this.#pause.end();
    this.#stayAwake();
    for (const search of this.#running) search.resume();
    this.#refill();
  }

  async close(): Promise<void> {
    this.#closing.abort();
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
    this.#checkOpen();
    const common = checkCommon(options);
    const search = new Search(space, this.threads, resume);
    if (search.hasEnded) return search;
    const disarm = [
      onAbort(common.signal, () => search.stop('aborted')),
      onTimeout(common.timeout, () => search.stop('timeout')),
      this.#report(search, common.onProgress, common.progressInterval),
    ];
    this.#running.add(search);
    if (this.isPaused) void search.pause();
    this.#stayAwake();
    const clean = () => {
      for (const off of disarm) off();
      this.#running.delete(search);
      this.#stayAwake();
    };
    search.ended.then(clean, clean);
    this.#place(search).catch((error) => search.fail(error));
    return search;
  }

  /** Short work on the calling thread, long work on the pool; what turns out long moves. */
  async #place(search: Search): Promise<void> {
    if (this.isPaused) await this.#untilResumed(search);
    if (search.hasEnded) return;
    if (this.#platform.hasRemoteKernels) {
      const candidates = this.#choices.candidates(search.space.kind);
      await Promise.race([loadFirst(this.#loaded, candidates), search.ended]);
      if (this.isPaused) await this.#untilResumed(search);
      if (search.hasEnded) return;
    }
    const expected = Math.min(Number(search.remaining), search.space.target.expectedHashes);
    const size = search.space.order === 'all' ? Number(search.remaining) : expected;
    if (this.#pool === undefined && size <= SHORT_WORK) {
      this.#short ??= this.#coordinator(new CallingThread(this.#loaded));
      this.#short.add(search);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const isLong = new Promise<boolean>((resolve) => {
        timer = setTimeout(resolve, SHORT_MILLISECONDS, true);
      });
      const ended = search.ended.then(() => false);
      const goesOn = await Promise.race([isLong, ended]).finally(() => clearTimeout(timer));
      if (!goesOn) return;
      await this.#short.release(search);
      await this.#untilResumed(search);
    }
    if (search.hasEnded) return;
    this.#pool ??= this.#startPool(size >= PACKED_WORK);
    const { coordinator } = await this.#pool;
    coordinator.add(search);
  }

  /** Waits as long as the miner is paused: a pool would take CPU to start. */
  async #untilResumed(search: Search): Promise<void> {
    while (this.isPaused && !search.hasEnded) await Promise.race([this.#pause.over, search.ended]);
  }

  #stayAwake(): void {
    this.#pause.stayAwake(this.#running.size > 0);
  }

  async #startPool(isLong: boolean): Promise<{ executor: Executor; coordinator: Coordinator }> {
    try {
      if (this.#mayPack && this.#platform.canPackVectors() && (isLong || this.#platform.arePacked())) {
        // Not before: what V8 has optimised by now stays as it is.
        this.#platform.packVectors();
        this.#choices = this.#choose(true);
      }
      const executor = await this.#platform.createPool(this.threads, this.#modules);
      return { executor, coordinator: this.#coordinator(executor) };
    } catch (cause) {
      // The next search tries again.
      this.#pool = undefined;
      throw new MineWasmError('ERR_WORKER', 'Worker threads can not be started', { cause });
    }
  }

  /**
   * Those that the pool may need. No others: a wide kernel that was compiled without the flag would stay so for all, since V8 keeps one
   * machine code for the same bytes.
   */
  get #modules(): KernelModules {
    if (this.#forced === undefined) return this.#loaded.modules;
    return new Map([[this.#forced, this.#loaded.get(this.#forced)!]]);
  }

  #choose(isPacked: boolean): KernelChoices {
    return this.#chooser(isPacked, (name) => void this.#loaded.read(name).then(() => this.#refill()));
  }

  #coordinator(executor: Executor): Coordinator {
    return new Coordinator({ executor, choices: this.#choices, sizer: this.#sizer, duty: this.#duty });
  }

  /** A consumer has made room, a pause is over, a kernel is loaded: lanes that rested may have work again. */
  #refill(): void {
    this.#short?.refill();
    void this.#pool?.then(
      ({ coordinator }) => coordinator.refill(),
      () => {},
    );
  }

  #report(search: Search, onProgress: CommonOptions['onProgress'], interval: number): () => void {
    if (onProgress === undefined) return () => {};
    const { threads } = this;
    const reports = new ProgressReports(search, () => ({
      kernel: this.#kernelFor(search),
      threads,
      isPaused: this.isPaused,
    }));
    return reports.every(interval, onProgress);
  }

  #kernelFor({ space }: Search): KernelName {
    return this.#choices.of(space.kind).choice.kernel;
  }

  #checkOpen(): void {
    if (this.#closing.signal.aborted) throw new MineWasmError('ERR_CLOSED', 'The miner is closed');
  }

  async #result(search: Search): Promise<SearchResult> {
    const status = await search.ended;
    const outcome = status === 'found' ? { status, solution: search.best! } : { status };
    return {
      ...outcome,
      hashes: search.hashes,
      seconds: search.seconds,
      hashRate: rateOf(search.hashes, search.seconds),
      hardwareErrors: search.hardwareErrors,
      kernel: this.#kernelFor(search),
      threads: this.threads,
      // Read when it is asked for: a stream's solutions can be handed over after its search has ended.
      get state() {
        return search.state();
      },
    };
  }
}

/** @returns what takes the listener off again */
function onAbort(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

/** @throws the signal's reason, when it comes first */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  let off = () => {};
  const aborted = new Promise<never>((_, reject) => {
    off = onAbort(signal, () => reject(signal?.reason));
  });
  return Promise.race([aborted, promise]).finally(off);
}

/** @returns what takes the timer off again */
function onTimeout(seconds: number | undefined, stop: () => void): () => void {
  if (seconds === undefined) return () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (milliseconds: number) => {
    const wait = Math.min(milliseconds, LONGEST_TIMER);
    timer = setTimeout(() => (milliseconds > wait ? arm(milliseconds - wait) : stop()), wait);
  };
  arm(seconds * 1000);
  return () => clearTimeout(timer);
}
