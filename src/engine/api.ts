import type { Choice } from './kernel-choice.js';
import type { KernelName, KernelStatus } from './kernel-names.js';
import type { MinedSolution, MineTemplate } from './mine-templates.js';
import type { CommonOptions, SearchOptions, SolutionsOptions } from './options.js';
import type { SearchStatus } from './search.js';
import type { SearchState } from './search-state.js';
import type { Solution } from './solution.js';
import type { SolutionStream } from './solution-stream.js';

/** What every outcome says. */
export interface SearchReport {
  /** Headers searched, each counted once, earlier runs of a resumed search included. */
  readonly hashes: number;
  /** Time searched, earlier runs included and pauses left out. */
  readonly seconds: number;
  /** `hashes` by `seconds`, in H/s. */
  readonly hashRate: number;
  /** Wrong results of kernels that were caught; the work was done again. */
  readonly hardwareErrors: number;
  /** The kernel in use at the end. */
  readonly kernel: KernelName;
  readonly threads: number;
  /** Plain JSON; `resume` takes it. Of a stream: less the solutions handed over by the time that it is read. */
  readonly state: SearchState;
}

/** How a search ended. */
export type SearchResult =
  | (SearchReport & { readonly status: 'found'; readonly solution: Solution })
  | (SearchReport & { readonly status: Exclude<SearchStatus, 'found'> });

/** Searches nonces, and rolled versions, on all cores. Any number of searches can run at once; they take turns, chunk by chunk. */
export interface Miner extends AsyncDisposable {
  /** Worker threads that long searches use. */
  readonly threads: number;
  /** Every kernel, and whether it is usable here. */
  readonly kernels: readonly KernelStatus[];
  /** The kernel in use for searches with one version, and why. */
  readonly choice: Choice;
  /** The kernel in use for searches that roll the version, and why. */
  readonly rollingChoice: Choice;
  /**
   * Searches for one solution.
   * @throws InputError for options; MineWasmError `ERR_HARDWARE`, `ERR_WORKER`, `ERR_CLOSED` when it can't go on
   */
  search(options: SearchOptions): Promise<SearchResult>;
  /**
   * Searches for every solution; the search starts at once.
   * @throws as {@link search}; faults while it runs reach whoever iterates
   */
  solutions(options: SolutionsOptions): SolutionStream;
  /**
   * Searches a stream of templates for all their solutions. A new template replaces the one before at once, whose
   * further solutions are dropped. Ends when the stream has ended and its last template is searched, on abort, and on
   * close.
   * @throws as {@link solutions}; what the stream throws reaches whoever iterates
   */
  mine<Id = unknown>(
    templates: AsyncIterable<MineTemplate<Id>> | Iterable<MineTemplate<Id>>,
    options?: CommonOptions,
  ): AsyncGenerator<MinedSolution<Id>, undefined>;
  /** Whether it is paused. */
  readonly isPaused: boolean;
  /**
   * Lets all searches rest, those to come included, until `resume()`. What threads are at is stopped as by an abort, within a
   * batch (2.5 ms or so), and the rest of it is searched later; the threads stay and use no CPU. Searches that rest can be
   * aborted, time out by the clock on the wall, hand over what they have found, and keep the process alive. Nothing
   * happens when it is paused, or closed, already.
   * @returns resolves when nothing is being searched, or it is resumed before; never rejects
   */
  pause(): Promise<void>;
  /** Lets all searches go on. Nothing happens when it is not paused. */
  resume(): void;
  /** Aborts what is running and ends the threads. */
  close(): Promise<void>;
}
