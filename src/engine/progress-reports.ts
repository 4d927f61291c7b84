import type { KernelName } from './kernel-names.js';
import type { SearchProgress } from './progress.js';
import { RateMeter } from './rate-meter.js';
import type { Search } from './search.js';

/** What a search does not know of its miner. */
export interface MinerReadings {
  readonly kernel: KernelName;
  readonly threads: number;
  readonly isPaused: boolean;
}

/** Tells how a search is doing, from readings of it at regular times. */
export class ProgressReports {
  readonly #search: Search;
  readonly #readMiner: () => MinerReadings;
  readonly #all = new RateMeter();
  readonly #byThread: RateMeter[] = [];

  constructor(search: Search, readMiner: () => MinerReadings) {
    this.#search = search;
    this.#readMiner = readMiner;
    this.#all.add(search.seconds, search.hashes);
    for (let thread = 0; thread < readMiner().threads; thread++) {
      const meter = new RateMeter();
      meter.add(search.seconds, 0);
      this.#byThread.push(meter);
    }
  }

  /** @param interval in milliseconds @returns what ends the reports */
  every(interval: number, onProgress: (progress: SearchProgress) => void): () => void {
    const timer = setInterval(() => {
      if (this.#search.hasEnded) return;
      const progress = this.#read();
      try {
        onProgress(progress);
      } catch (error) {
        // Its caller is a timer: thrown on, it would end the process instead of the search.
        this.#search.fail(error instanceof Error ? error : new Error(String(error)));
      }
    }, interval);
    return () => clearInterval(timer);
  }

  #read(): SearchProgress {
    const search = this.#search;
    const { seconds } = search;
    const hashes = search.hashes + search.inFlight();
    this.#all.add(seconds, hashes);
    for (const [thread, meter] of this.#byThread.entries()) meter.add(seconds, search.hashesOf(thread));
    const hashRate = this.#all.rate(10);
    return {
      hashes,
      total: search.total,
      seconds,
      hashRate,
      hashRate60: this.#all.rate(60),
      threadRates: this.#byThread.map((meter) => meter.rate(10)),
      chance: search.space.target.probability(hashes),
      expectedSeconds: search.space.target.expectedHashes / hashRate,
      hardwareErrors: search.hardwareErrors,
      ...this.#readMiner(),
      state: () => search.state(),
    };
  }
}
