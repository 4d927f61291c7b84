import { IntervalSet } from '../engine/intervals.js';
import { EngineMiner } from '../engine/miner.js';
import { readState, storeSolution, writeState } from '../engine/search-state.js';
import type { TemperatureGuard } from '../hashrate/sensors/temperature-guard.js';
import type { Miner, SearchProgress, SearchResult, SearchState } from '../index.js';
import { commandPlatform } from './command-platform.js';
import { EXIT } from './exit-codes.js';
import type { GuardParts } from './max-temp.js';
import { type Output, StdoutClosed } from './output.js';
import { createProgressView, type ProgressView } from './progress-view.js';
import type { ResumeFile } from './resume-file.js';
import { parseSearchFlags, type SearchFlags, type SearchRequest } from './search-flags.js';
import { describeOutcome, describeStart, formatSolution } from './search-text.js';
import { Signals } from './signals.js';
import { describePauses } from './temperature-text.js';

/** How often a running search is saved: what a loss of power costs. */
const SAVE_MILLISECONDS = 2000;

/** `mine-wasm --header …`: searches nonces. @returns the exit code */
export async function search(flags: SearchFlags, output: Output, parts?: GuardParts): Promise<number> {
  const request = parseSearchFlags(flags);
  const abort = new AbortController();
  const view = await createProgressView(output);
  const signals = new Signals(() => abort.abort());
  let guard: TemperatureGuard | undefined;
  try {
    guard = await openGuard(request, output, view, parts);
    return await searchUntil(request, output, view, abort, signals, guard);
  } finally {
    guard?.close();
    view.stop();
    signals.dispose();
  }
}

/** Loaded only where it is asked for: the other searches start sooner without. */
async function openGuard(
  { maxCelsius }: SearchRequest,
  output: Output,
  view: ProgressView,
  parts: GuardParts | undefined,
): Promise<TemperatureGuard | undefined> {
  if (maxCelsius === undefined) return undefined;
  const { openGuard } = await import('./max-temp.js');
  return openGuard(maxCelsius, output, () => view.stop(), parts);
}

async function searchUntil(
  request: SearchRequest,
  output: Output,
  view: ProgressView,
  abort: AbortController,
  signals: Signals,
  guard: TemperatureGuard | undefined,
): Promise<number> {
  for (const note of request.notes) output.note(note);
  const file = request.resume === undefined ? undefined : await openResumeFile(request.resume);
  const resume = await file?.load();
  // Now, so that a file of another search is refused, and one that can't be written is told, before any work is done.
  const { space } = request;
  if (resume !== undefined) readState(resume, space);
  await file?.save(resume ?? writeState(space, new IntervalSet([space.interval]), [], 0));
  const miner = await EngineMiner.create(commandPlatform, {
    threads: request.threads,
    kernel: request.kernel,
    throttle: request.throttle,
  });
  output.onClosed = () => abort.abort();
  try {
    output.note(describeStart(request, miner, resume));
    guard?.watch(miner);
    const run = new SearchRun({ request, miner, output, view, file, guard, signal: abort.signal });
    const { result, found } = await run.run(resume);
    const exitCode = await conclude(result, found, request, output, signals);
    if (guard !== undefined && guard.pausedSeconds > 0) output.note(describePauses(guard.pausedSeconds));
    return exitCode;
  } finally {
    await miner.close();
  }
}

async function openResumeFile(path: string): Promise<ResumeFile> {
  const { ResumeFile } = await import('./resume-file.js');
  return new ResumeFile(path);
}

interface SearchRunParts {
  readonly request: SearchRequest;
  readonly miner: Miner;
  readonly output: Output;
  readonly view: ProgressView;
  readonly file: ResumeFile | undefined;
  readonly guard: TemperatureGuard | undefined;
  readonly signal: AbortSignal;
}

/** One search, its progress shown and its state kept on disk. */
class SearchRun {
  readonly #request: SearchRequest;
  readonly #miner: Miner;
  readonly #output: Output;
  readonly #view: ProgressView;
  readonly #file: ResumeFile | undefined;
  readonly #guard: TemperatureGuard | undefined;
  readonly #signal: AbortSignal;
  /** Solutions that were printed; only kept when there is a file for them. */
  readonly #printed: SearchState['solutions'][number][] = [];
  #savedAt = performance.now();
  /** How far the search was when it was saved last. */
  #savedHashes: number | undefined;
  #cannotSave = false;

  constructor({ request, miner, output, view, file, guard, signal }: SearchRunParts) {
    this.#request = request;
    this.#miner = miner;
    this.#output = output;
    this.#view = view;
    this.#file = file;
    this.#guard = guard;
    this.#signal = signal;
  }

  /** Searches and prints what is found. @returns how it ended, and how many solutions were printed */
  async run(resume: SearchState | undefined): Promise<{ result: SearchResult; found: number }> {
    return this.#request.space.order === 'all' ? this.#findAll(resume) : this.#findOne(resume);
  }

  async #findOne(resume: SearchState | undefined): Promise<{ result: SearchResult; found: number }> {
    const order = this.#request.space.order === 'lowest' ? 'lowest' : 'first';
    const result = await this.#miner.search({ ...this.#options(resume), order });
    this.#view.stop();
    await this.#save(result.state);
    if (result.status !== 'found') return { result, found: 0 };
    const { hashes, seconds, hashRate } = result;
    const solution = { ...result.solution, hashes, seconds, hashRate };
    await this.#output.result(formatSolution(solution, this.#request.space.kind, this.#output.isJson));
    return { result, found: 1 };
  }

  async #findAll(resume: SearchState | undefined): Promise<{ result: SearchResult; found: number }> {
    const stream = this.#miner.solutions(this.#options(resume));
    let found = 0;
    // How many of the solutions, in the order in which they come, are in the file.
    let saved = resume?.solutions.length ?? 0;
    try {
      for await (const solution of stream) {
        found++;
        if (this.#file !== undefined) this.#printed.push(storeSolution(solution));
        if (found > saved) {
          const state = stream.state();
          await this.#save(state);
          saved = found + state.solutions.length;
        }
        this.#view.stop();
        await this.#output.result(formatSolution(solution, this.#request.space.kind, this.#output.isJson));
      }
    } catch (error) {
      if (!(error instanceof StdoutClosed)) throw error;
    }
    const result = await stream.result;
    this.#view.stop();
    await this.#save(result.state);
    return { result, found };
  }

  #options(resume: SearchState | undefined) {
    const { space, timeout } = this.#request;
    const onProgress = (progress: SearchProgress) => {
      this.#view.update(progress, this.#guard?.celsius);
      if (this.#file === undefined || performance.now() - this.#savedAt < SAVE_MILLISECONDS) return;
      // A search that rests for hours has nothing new, and memory cards wear out by being written to.
      if (progress.isPaused && progress.hashes === this.#savedHashes) return;
      void this.#save(progress.state());
    };
    return {
      header: space.template,
      target: space.target,
      timeout,
      resume,
      signal: this.#signal,
      onProgress,
    };
  }

  /** A file that can't be written any more is told once; the search goes on without. */
  async #save(state: SearchState): Promise<void> {
    this.#savedAt = performance.now();
    this.#savedHashes = state.hashes;
    try {
      await this.#file?.save({ ...state, solutions: [...this.#printed, ...state.solutions] });
    } catch (error) {
      if (!this.#cannotSave) this.#output.note(error instanceof Error ? error.message : String(error));
      this.#cannotSave = true;
    }
  }
}

/** Says how it ended. @returns the exit code */
async function conclude(
  result: SearchResult,
  found: number,
  request: SearchRequest,
  output: Output,
  signals: Signals,
): Promise<number> {
  if (output.isClosed) return EXIT.stdoutClosed;
  output.note(describeOutcome(result, found, request));
  if (result.status === 'found') return EXIT.found;
  if (output.isJson) {
    const { hashes, seconds, hashRate, state } = result;
    const type = result.status === 'aborted' ? 'interrupted' : result.status;
    await output.json({ type, hashes, seconds, hashRate, state });
  }
  switch (result.status) {
    case 'timeout':
      return EXIT.timeout;
    case 'aborted':
      return signals.exitCode ?? EXIT.stdoutClosed;
    case 'exhausted':
      return found > 0 ? EXIT.found : EXIT.notFound;
  }
}
