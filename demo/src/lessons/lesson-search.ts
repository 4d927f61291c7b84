import { type Activity, begin, end } from '../activity.js';
import {
  type BrowserMinerOptions,
  createMiner,
  type Miner,
  MineWasmError,
  type SearchOptions,
  type SearchProgress,
  type SearchResult,
} from '../engine.js';

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
   * @throws MineWasmError as the engine
   */
  async run(tasks: readonly LessonTask[]): Promise<SearchResult[]> {
    begin(this);
    try {
      this.#miners = await Promise.all(tasks.map(({ miner }) => createMiner(miner)));
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
    } finally {
      end(this);
      await Promise.all(this.#miners.map((miner) => miner.close()));
      this.#miners = [];
    }
  }
}

/** What to say to a visitor about a fault of the engine. @throws what is none: a bug, for the console */
export function explainFault(error: unknown): string {
  if (error instanceof MineWasmError) return `${error.message}.`;
  throw error;
}

/** Half of the cores, as the page's own setting is by default. */
export function lessonThreads(): number {
  return Math.max(1, Math.floor((navigator.hardwareConcurrency || 1) / 2));
}
