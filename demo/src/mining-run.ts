import { isBetter } from './best-hash.js';
import {
  type BrowserMinerOptions,
  type HeaderTemplate,
  RateMeter,
  type SearchProgress,
  type SearchState,
  type Solution,
  type Target,
} from './engine.js';
import { MinerSupply } from './miner-supply.js';
import { ladder, type Rung } from './search-ladder.js';

export interface MiningWork {
  readonly template: HeaderTemplate;
  readonly goal: Target;
  /** Whether version bits may be changed when the nonces are used up. */
  readonly rolls: boolean;
}

/** How a run is doing. Rates are in H/s. */
export interface RunProgress {
  readonly hashes: number;
  /** Time searched, pauses left out. */
  readonly seconds: number;
  /** Over the last second searched: what the plot shows. */
  readonly rateNow: number;
  /** Over the last 10 s searched. */
  readonly hashRate: number;
  /** The chance, 0 … 1, that so many hashes hold a solution. */
  readonly chance: number;
  readonly kernel: string;
  readonly threads: number;
  /** Of each worker, over the last 10 s searched; empty where only the whole is known. */
  readonly threadRates: readonly number[];
}

export type RunState = 'loading' | 'mining' | 'paused';

export type RunOutcome = 'solved' | 'exhausted' | 'stopped';

export interface RunListeners {
  onProgress(progress: RunProgress): void;
  /** A verified hash that is better than all before. */
  onBest(solution: Solution): void;
  onState(state: RunState): void;
  /** Hears why other options are not in force; the run goes on with those before. */
  onRefused(error: unknown): void;
}

const PROGRESS_MILLISECONDS = 200;

/** One search for a goal, rung by rung, whose miner can be exchanged on the way. */
export class MiningRun {
  /** Rejects with what the engine throws. */
  readonly ended: Promise<RunOutcome>;
  readonly #work: MiningWork;
  readonly #listeners: RunListeners;
  readonly #stopping = new AbortController();
  readonly #miners: MinerSupply;
  #isLoading = true;
  #isPaused = false;
  readonly #meter = new RateMeter();
  #best: Solution | undefined;
  /** Of the rungs that are done. */
  #hashes = 0;
  #seconds = 0;

  constructor(work: MiningWork, options: BrowserMinerOptions, listeners: RunListeners) {
    this.#work = work;
    this.#listeners = listeners;
    this.#miners = new MinerSupply(options, this.#stopping.signal, (error) => listeners.onRefused(error));
    this.#meter.add(0, 0);
    this.ended = this.#run();
  }

  stop(): void {
    this.#stopping.abort();
  }

  pause(): void {
    this.#isPaused = true;
    this.#miners.pause();
    this.#tellState();
  }

  resume(): void {
    this.#isPaused = false;
    this.#miners.resume();
    this.#tellState();
  }

  /** Goes on with other threads, another duty or another kernel, from where it is, as soon as there is such a miner. */
  change(options: BrowserMinerOptions): void {
    this.#miners.change(options);
  }

  async #run(): Promise<RunOutcome> {
    const { goal, rolls } = this.#work;
    try {
      for (const rung of ladder(goal, rolls)) {
        const outcome = await this.#searchRung(rung);
        if (outcome !== 'exhausted') return outcome;
      }
      return 'exhausted';
    } finally {
      this.stop();
      await this.#miners.close();
    }
  }

  async #searchRung(rung: Rung): Promise<RunOutcome> {
    let state: SearchState | undefined;
    for (;;) {
      const miner = await this.#miners.take();
      if (miner === undefined || this.#stopping.signal.aborted) return 'stopped';
      this.#isLoading = false;
      this.#tellState();
      const stream = miner.solutions({
        header: this.#work.template,
        ...rung,
        signal: AbortSignal.any([this.#stopping.signal, this.#miners.handover]),
        onProgress: (progress) => this.#report(progress),
        progressInterval: PROGRESS_MILLISECONDS,
        resume: state,
      });
      for await (const solution of stream) {
        if (this.#stopping.signal.aborted) break;
        this.#look(solution);
        if (this.#isSolved) break;
      }
      const result = await stream.result;
      this.#report({ ...result, threadRates: [] });
      if (this.#isSolved) return 'solved';
      if (result.status === 'exhausted' || result.status === 'found') {
        this.#hashes += result.hashes;
        this.#seconds += result.seconds;
        return 'exhausted';
      }
      state = result.state;
    }
  }

  get #isSolved(): boolean {
    return this.#best !== undefined && this.#work.goal.isMetBy(this.#best.hash);
  }

  #tellState(): void {
    this.#listeners.onState(this.#isPaused ? 'paused' : this.#isLoading ? 'loading' : 'mining');
  }

  #look(solution: Solution): void {
    if (!isBetter(solution.hash, this.#best?.hash)) return;
    this.#best = solution;
    this.#listeners.onBest(solution);
  }

  #report({
    hashes,
    seconds,
    kernel,
    threads,
    threadRates,
  }: Pick<SearchProgress, 'hashes' | 'seconds' | 'kernel' | 'threads' | 'threadRates'>): void {
    const all = this.#hashes + hashes;
    const time = this.#seconds + seconds;
    this.#meter.add(time, all);
    this.#listeners.onProgress({
      hashes: all,
      seconds: time,
      rateNow: this.#meter.rate(1),
      hashRate: this.#meter.rate(10),
      chance: this.#work.goal.probability(all),
      kernel,
      threads,
      threadRates,
    });
  }
}
