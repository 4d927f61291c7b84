import { MineWasmError } from '../errors.js';
import type { ChunkReport } from './chunk.js';
import { type Interval, IntervalSet, sizeOf } from './intervals.js';
import type { KernelName } from './kernel-names.js';
import type { SearchSpace } from './search-space.js';
import { readState, type SearchState, writeState } from './search-state.js';
import { type Solution, verifySolution } from './solution.js';
import { Stopwatch } from './stopwatch.js';

/** A piece of the search that is handed out. */
export interface Piece {
  readonly interval: Interval;
  /** Kernels that have failed on it. */
  readonly avoid: ReadonlySet<KernelName>;
  /** How often it was lost with its worker. */
  readonly losses: number;
}

/** A piece on its way. */
export interface Flight extends Piece {
  readonly serial: number;
  readonly lane: number;
  readonly kernel: KernelName;
  /** How much of it is searched by now. */
  searched(): number;
}

/** How a search can end. */
export type SearchStatus = 'found' | 'exhausted' | 'aborted' | 'timeout';

/** A piece that takes its worker down this often is not tried again. */
const MOST_LOSSES = 5;
/** Undelivered solutions beyond which no more work is handed out: the consumer is slower than the search. */
const HIGH_WATER = 1024;

/**
 * One request: what is left of it, what is in flight, what was found. It keeps the books and hashes nothing; every
 * index is at any time in exactly one place: left, to be retried, in flight, or done.
 */
export class Search {
  readonly space: SearchSpace;
  readonly total: number;
  /** Resolves when the search has ended and nothing of it is in flight; rejects when it can't go on. */
  readonly ended: Promise<SearchStatus>;
  /** Solutions not yet handed over, in the order found. */
  readonly solutions: Solution[];
  /** Called when a flight's work has become useless. */
  onUseless: (flight: Flight) => void = () => {};

  readonly #left: IntervalSet;
  /** To be done again, with what is known about it. */
  #retries: Piece[] = [];
  readonly #flights = new Map<number, Flight>();
  #done: bigint;
  readonly #doneByLane = new Map<number, number>();
  readonly #threads: number;
  /** Stands while the search is paused and nothing of it is in flight. */
  readonly #stopwatch: Stopwatch;
  #isPaused = false;
  #hasEnded = false;
  #status: SearchStatus | undefined;
  #fault: Error | undefined;
  #resolve!: (status: SearchStatus) => void;
  #reject!: (error: Error) => void;
  #hardwareErrors = 0;
  #waiting: (() => void)[] = [];
  /** Whoever waits for nothing to be in flight. */
  #waitingForRest: (() => void)[] = [];
  /** Indices of solutions reported from work that is done again: they stay done, and are not reported twice. */
  readonly #reported = new Set<bigint>();

  /** @throws InputError (`ERR_INVALID_STATE`) when `resume` is not a state of this search */
  constructor(space: SearchSpace, threads: number, resume?: unknown) {
    this.space = space;
    this.total = Number(space.size);
    this.#threads = threads;
    const resumed = resume === undefined ? undefined : readState(resume, space);
    this.#left = resumed?.left ?? new IntervalSet([space.interval]);
    this.#done = space.size - this.#left.size;
    this.solutions = resumed?.solutions ?? [];
    this.#stopwatch = new Stopwatch(resumed?.seconds);
    this.#stopwatch.start();
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever started the search awaits `ended`, maybe later than a fault comes.
    this.ended.catch(() => {});
    this.#conclude();
  }

  /** How many indices are done, each counted once. */
  get hashes(): number {
    return Number(this.#done);
  }

  /** How many indices in flight are searched already. */
  inFlight(): number {
    let sum = 0;
    for (const flight of this.#flights.values()) sum += flight.searched();
    return sum;
  }

  /** How many indices a lane has searched in this run, what is in flight and what was done again included. */
  hashesOf(lane: number): number {
    let sum = this.#doneByLane.get(lane) ?? 0;
    for (const flight of this.#flights.values()) if (flight.lane === lane) sum += flight.searched();
    return sum;
  }

  get seconds(): number {
    return this.#stopwatch.seconds;
  }

  get hardwareErrors(): number {
    return this.#hardwareErrors;
  }

  get flights(): Iterable<Flight> {
    return this.#flights.values();
  }

  /** How many indices are still to be handed out. */
  get remaining(): bigint {
    return this.#retries.reduce((sum, { interval }) => sum + sizeOf(interval), this.#left.size);
  }

  /** It hands nothing out any more, and has ended once its flights are back. */
  get isEnding(): boolean {
    return this.#status !== undefined || this.#fault !== undefined;
  }

  /** The solution that a search for one returns. */
  get best(): Solution | undefined {
    if (this.space.order !== 'lowest') return this.solutions[0];
    return this.solutions.reduce<Solution | undefined>(
      (best, solution) =>
        best === undefined || this.#indexOf(solution) < this.#indexOf(best) ? solution : best,
      undefined,
    );
  }

  #indexOf(solution: Solution): bigint {
    return this.space.indexOf(solution)!;
  }

  /** How far it is. What is in flight counts as left. */
  state(): SearchState {
    const left = this.#left.clone();
    for (const { interval } of this.#retries) left.add(interval);
    for (const { interval } of this.#flights.values()) left.add(interval);
    for (const index of this.#reported) left.remove(index);
    return writeState(this.space, left, this.solutions, this.seconds);
  }

  /** Hands out about `count` indices of one group: what has to be done again first, else the lowest. */
  take(count: bigint): Piece | undefined {
    const isSated = this.space.order === 'all' && this.solutions.length >= HIGH_WATER;
    if (this.isEnding || this.#isPaused || isSated) return undefined;
    const again = this.#retries.findIndex(({ interval }) => this.#isWanted(interval));
    if (again !== -1) {
      const [piece] = this.#retries.splice(again, 1) as [Piece];
      const rest = new IntervalSet([piece.interval]);
      const interval = rest.take(this.space.fit(piece.interval.start, count))!;
      for (const tail of rest) this.#retries.push({ ...piece, interval: tail });
      return { ...piece, interval };
    }
    const [lowest] = this.#left;
    if (lowest === undefined || !this.#isWanted(lowest)) return undefined;
    const interval = this.#left.take(this.space.fit(lowest.start, count))!;
    return { interval, avoid: new Set(), losses: 0 };
  }

  /** Takes a piece back that nobody could search. */
  returnPiece(piece: Piece): void {
    this.#putBack(piece);
  }

  /** Notes that a piece is on its way. */
  depart(flight: Flight): void {
    this.#flights.set(flight.serial, flight);
  }

  /**
   * Takes in what a flight brings: verifies its candidates, counts what was searched, keeps the rest for later.
   * @returns whether the kernel is to be believed; if not, the whole piece is left for another one
   */
  land(flight: Flight, report: ChunkReport): boolean {
    this.#flights.delete(flight.serial);
    const isCredible = report.planted !== 'missed' && report.stray !== true;
    const solutions = isCredible ? this.#verify(flight, report) : undefined;
    if (solutions === undefined) {
      this.#hardwareErrors++;
      this.#retries.push({ ...flight, avoid: new Set([...flight.avoid, flight.kernel]) });
    } else {
      const known = this.#reportedWithin(flight.interval.start, report.searched);
      for (const index of known) this.#reported.delete(index);
      this.#done += BigInt(report.searched - known.length);
      this.#doneByLane.set(flight.lane, (this.#doneByLane.get(flight.lane) ?? 0) + report.searched);
      const rest = { start: flight.interval.start + BigInt(report.searched), end: flight.interval.end };
      if (rest.start <= rest.end) this.#putBack({ ...flight, interval: rest });
      this.solutions.push(...solutions);
      if (solutions.length > 0) this.#tell();
    }
    this.#conclude();
    return solutions !== undefined;
  }

  /** Takes note that a flight's worker died, or gave it up. */
  lose(flight: Flight, cause: unknown): void {
    this.#flights.delete(flight.serial);
    const losses = flight.losses + 1;
    this.#retries.push({ ...flight, losses });
    if (losses >= MOST_LOSSES) {
      const { start, end } = flight.interval;
      const message = `Workers died ${losses} times on the same work, ${start}–${end}`;
      this.fail(new MineWasmError('ERR_WORKER', message, { cause }));
    }
    this.#conclude();
  }

  /**
   * Has work done again that a thread did before it missed a planted nonce; its solutions were verified and stand.
   * @param solutions where in the interval, counted from its start
   */
  doubt(interval: Interval, kernel: KernelName, solutions: Uint32Array): void {
    if (this.#hasEnded) return;
    // The lowest found may not be the lowest after all.
    if (this.space.order === 'lowest' && this.#status === 'found') this.#status = undefined;
    this.#done -= sizeOf(interval) - BigInt(solutions.length);
    this.#retries.push({ interval, avoid: new Set([kernel]), losses: 0 });
    for (const offset of solutions) this.#reported.add(interval.start + BigInt(offset));
  }

  /** Hands the oldest undelivered solution over; from then on it is the caller's. */
  deliver(): Solution | undefined {
    return this.solutions.shift();
  }

  /** Resolves when the next solution is found, or the search has ended. */
  news(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Hands nothing out and has what is in flight stopped, until the search is resumed.
   * @returns resolves when nothing of it is in flight, or it is resumed before
   */
  pause(): Promise<void> {
    this.#isPaused = true;
    this.#conclude();
    if (this.#flights.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waitingForRest.push(resolve));
  }

  /** Hands out work again after a pause. */
  resume(): void {
    this.#isPaused = false;
    if (!this.#hasEnded) this.#stopwatch.start();
    for (const resolve of this.#waitingForRest.splice(0)) resolve();
  }

  /** Ends the search before it is done. */
  stop(status: 'aborted' | 'timeout'): void {
    if (this.isEnding) return;
    this.#status = status;
    this.#conclude();
  }

  /** Ends the search because it can't go on. */
  fail(error: Error): void {
    if (this.isEnding) return;
    this.#fault = error;
    this.#conclude();
  }

  /** @returns the flight's solutions; undefined when a candidate is none, lies outside, comes twice, or a known one is missing */
  #verify(flight: Flight, report: ChunkReport): Solution[] | undefined {
    const known = this.#reportedWithin(flight.interval.start, report.searched);
    const discovery = {
      hashes: this.hashes + report.searched - known.length,
      seconds: this.seconds,
      kernel: flight.kernel,
      threads: this.#threads,
    };
    const solutions: Solution[] = [];
    const seen = new Set<bigint>();
    for (const offset of report.candidates) {
      const index = flight.interval.start + BigInt(offset);
      if (offset >= report.searched || seen.has(index)) return undefined;
      const solution = verifySolution(this.space, this.space.at(index), discovery);
      if (solution === undefined) return undefined;
      seen.add(index);
      if (!this.#reported.has(index)) solutions.push(solution);
    }
    return known.every((index) => seen.has(index)) ? solutions : undefined;
  }

  #reportedWithin(start: bigint, count: number): bigint[] {
    return [...this.#reported].filter((index) => index >= start && index < start + BigInt(count));
  }

  #putBack(piece: Piece): void {
    if (piece.avoid.size > 0 || piece.losses > 0) this.#retries.push(piece);
    else this.#left.add(piece.interval);
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** For `lowest`, nothing above the best found matters. */
  #isWanted({ start }: Interval): boolean {
    return this.space.order !== 'lowest' || this.best === undefined || start < this.#indexOf(this.best);
  }

  /** Nothing is in flight, and nothing will be. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Looks whether the search is over or paused, and says so once nothing of it is in flight. */
  #conclude(): void {
    if (this.#hasEnded) return;
    if (!this.isEnding) this.#status = this.#outcome();
    else if (this.space.order === 'first' && this.solutions.length > 0) {
      // It came while the search was being stopped: it is the result all the same.
      this.#status = 'found';
      this.#fault = undefined;
    }
    for (const flight of this.#flights.values()) {
      if (this.isEnding || this.#isPaused || !this.#isWanted(flight.interval)) this.onUseless(flight);
    }
    if (this.#flights.size > 0) return;
    if (this.isEnding || this.#isPaused) this.#stopwatch.stop();
    for (const resolve of this.#waitingForRest.splice(0)) resolve();
    if (!this.isEnding) return;
    this.#hasEnded = true;
    if (this.#fault !== undefined) this.#reject(this.#fault);
    else this.#resolve(this.#status!);
    this.#tell();
  }

  #outcome(): SearchStatus | undefined {
    if (this.space.order === 'first' && this.solutions.length > 0) return 'found';
    const isOpen = (pieces: Iterable<{ interval: Interval }>) =>
      [...pieces].some(({ interval }) => this.#isWanted(interval));
    const [lowest] = this.#left;
    if ((lowest !== undefined && this.#isWanted(lowest)) || isOpen(this.#retries)) return undefined;
    if (isOpen(this.#flights.values())) return undefined;
    return this.space.order === 'lowest' && this.best !== undefined ? 'found' : 'exhausted';
  }
}
