import { type Activity, begin, end } from '../activity.js';
import type { BrowserMinerOptions, Miner, SearchOptions, SearchProgress, SearchResult } from '../engine.js';
import { openMiner } from '../open-miner.js';

/** One search of a lesson. */
export interface LessonTask {
  readonly miner: BrowserMinerOptions;
  readonly search: SearchOptions;
  onProgress?(progress: SearchProgress): void;
}

const PROGRESS_MILLISECONDS = 100;

/** What a lesson runs at a time: searches side by side, that start, stop and rest together. */
export class LessonRun implements Activity {
  readonly #stopping = new AbortController();
  #miners: readonly Miner[] = [];
  #isPaused = false;

  stop(): void {
    this.#stopping.abort();
  }

  pause(): void {
    this.#isPaused = true;
    for (const miner of this.#miners) void miner.pause();
  }

  resume(): void {
    this.#isPaused = false;
    for (const miner of this.#miners) miner.resume();
  }

  get isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /**
   * Runs the searches to their ends, after all miners are there: they start together. Whatever else the page mines stops.
   * @param onStart called when they are there
   * @returns nothing of searches that had not begun when it was stopped
   * @throws MineWasmError as the engine
   */
  async run(tasks: readonly LessonTask[], onStart: () => void): Promise<SearchResult[]> {
    begin(this);
    const opening = tasks.map(({ miner }) => openMiner(miner, this.#stopping.signal));
    try {
      const miners = await Promise.all(opening);
      this.#miners = miners.filter((miner) => miner !== undefined);
      if (this.isStopped) return [];
      onStart();
      if (this.#isPaused) this.pause();
      return await Promise.all(
        tasks.map(({ search, onProgress }, at) =>
          this.#miners[at]!.search({
            ...search,
            signal: this.#stopping.signal,
            onProgress: (progress) => onProgress?.(progress),
            progressInterval: PROGRESS_MILLISECONDS,
          }),
        ),
      );
    } catch (error) {
      // The others are of no use without it, and one that is still to come is not waited for.
      this.stop();
      throw error;
    } finally {
      end(this);
      this.#miners = [];
      await Promise.allSettled(opening.map(async (miner) => (await miner)?.close()));
    }
  }
}
