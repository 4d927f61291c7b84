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

interface Sample {
  readonly seconds: number;
  readonly hashes: number;
}

/** The longest window that a search's progress shows, in seconds. */
const LONGEST = 60;

/** Hash rates over sliding windows, from readings of a counter. */
export class RateMeter {
  readonly #samples: Sample[] = [];
  readonly #longest: number;

  /** @param longest window that will be asked for, in seconds */
  constructor(longest = LONGEST) {
    this.#longest = longest;
  }

  /** Adds a reading; `seconds` never fall. When `hashes` do, work was lost or is doubted, and the rate is measured anew. */
  add(seconds: number, hashes: number): void {
    if (hashes < (this.#samples.at(-1)?.hashes ?? 0)) this.#samples.length = 0;
    // Of one moment the last reading counts: a search that is paused has many.
    if (this.#samples.at(-1)?.seconds === seconds) this.#samples.pop();
    this.#samples.push({ seconds, hashes });
    // One sample older than the window stays: the rate is measured from it.
    while (this.#samples.length > 2 && this.#samples[1]!.seconds <= seconds - this.#longest)
      this.#samples.shift();
  }

  /** The rate over the last `window` seconds, or since the first reading, in H/s. */
  rate(window: number): number {
    const last = this.#samples.at(-1);
    if (last === undefined) return 0;
    const first =
      this.#samples.findLast(({ seconds }) => seconds <= last.seconds - window) ?? this.#samples[0]!;
    return last.seconds > first.seconds ? (last.hashes - first.hashes) / (last.seconds - first.seconds) : 0;
  }
}
