import type { KernelName } from './kernel-names.js';
import type { SearchState } from './search-state.js';

/** How a search is doing. Rates are in H/s. */
export interface SearchProgress {
  /** Searched so far, earlier runs of a resumed search included. */
  readonly hashes: number;
  /** Size of the whole search. */
  readonly total: number;
  /** Time searched so far, earlier runs included and pauses left out. */
  readonly seconds: number;
  /** Over the last 10 s searched, or since the start. */
  readonly hashRate: number;
  /** Over the last 60 s searched, or since the start. */
  readonly hashRate60: number;
  /** What each thread adds to `hashRate`: 0 for one that hasn't worked for this search. */
  readonly threadRates: readonly number[];
  /** The chance, 0 … 1, that this many hashes hold a solution. */
  readonly chance: number;
  /** Mean time to a solution at the present rate; Infinity while the rate is 0. */
  readonly expectedSeconds: number;
  /** Wrong results that were caught. */
  readonly hardwareErrors: number;
  readonly kernel: KernelName;
  readonly threads: number;
  /** The miner is paused: the numbers stand, as soon as its threads have stopped. */
  readonly isPaused: boolean;
  /** What a resumed search would go on from; made when it is called. */
  state(): SearchState;
}
