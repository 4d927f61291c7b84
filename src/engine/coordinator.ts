import { MineWasmError } from '../errors.js';
import type { ChunkReport } from './chunk.js';
import type { ChunkSizer } from './chunk-sizer.js';
import type { Executor } from './executor.js';
import type { KernelChoices } from './kernel-choices.js';
import type { KernelName } from './kernel-names.js';
import { Probation } from './probation.js';
import type { Flight, Piece, Search } from './search.js';

/** Wrong results after which a kernel is not used any more. */
const MOST_HARDWARE_ERRORS = 3;
/** Candidates after which a chunk comes back in a search for all: bounds what is in flight and verified at once. */
const CANDIDATES_PER_CHUNK = 1024;

export interface CoordinatorOptions {
  readonly executor: Executor;
  readonly choices: KernelChoices;
  readonly sizer: ChunkSizer;
  /** Share of the time to work, above 0 and up to 1. */
  readonly duty: number;
}

/**
 * Spreads searches over an executor's lanes: hands out pieces as chunks, turn by turn among the searches, and brings
 * what comes back to the search it belongs to.
 */
export class Coordinator {
  readonly #executor: Executor;
  readonly #choices: KernelChoices;
  readonly #sizer: ChunkSizer;
  readonly #duty: number;
  readonly #idle: Set<number>;
  /** In the order of their turns. */
  readonly #searches: Search[] = [];
  readonly #probation = new Probation();
  /** By a flight's serial number: resolves when it has landed. */
  readonly #landings = new Map<number, Promise<void>>();
  readonly #wrongResults = new Map<KernelName, number>();
  #serial = 0;
  #trialsUnderWay = 0;

  constructor({ executor, choices, sizer, duty }: CoordinatorOptions) {
    this.#executor = executor;
    this.#choices = choices;
    this.#sizer = sizer;
    this.#duty = duty;
    this.#idle = new Set(Array.from({ length: executor.lanes }, (_, lane) => lane));
  }

  /** Takes a search on until it has ended, or is released. */
  add(search: Search): void {
    search.onUseless = ({ lane, serial }) => this.#executor.stop(lane, serial);
    this.#searches.push(search);
    void search.ended.catch(() => {}).then(() => this.#remove(search));
    this.#fill();
  }

  /** Gives a search up, so that another coordinator can take it on. Resolves when nothing of it is in flight. */
  async release(search: Search): Promise<void> {
    this.#remove(search);
    const flights = [...search.flights];
    for (const { lane, serial } of flights) this.#executor.stop(lane, serial);
    await Promise.all(flights.map(({ serial }) => this.#landings.get(serial)));
  }

  /** To be called when lanes may have work again: a consumer has caught up, a pause is over, a kernel is loaded. */
  refill(): void {
    this.#fill();
  }

  /** Gives every idle lane work, if there is any. */
  #fill(): void {
    for (const lane of this.#idle) {
      if (!this.#searches.some((search) => this.#launch(lane, search))) return;
    }
  }

  /** Puts a piece of the search on the lane. @returns false when it has none just now */
  #launch(lane: number, search: Search): boolean {
    const { remaining, space } = search;
    const choice = this.#choices.of(space.kind);
    const rate = choice.rateOf(choice.choice.kernel) ?? 0;
    // No trial without one, and none in a search that the kernels can't be compared by.
    const isLong = rate > 0 && space.isYardstick;
    const remainingSeconds = isLong ? Number(remaining) / (rate * this.#executor.lanes) : 0;
    const kernel = choice.pick(new Set(), remainingSeconds, this.#trialsUnderWay > 0);
    if (kernel === undefined) return false;
    const piece = search.take(this.#sizer.size(kernel, this.#duty, remaining, this.#executor.lanes));
    if (piece === undefined) return false;
    const fit = piece.avoid.size === 0 ? kernel : choice.pick(piece.avoid, 0, false);
    if (fit === undefined) {
      search.returnPiece(piece);
      if (!choice.isWaiting(piece.avoid)) search.fail(this.#allFailed(piece));
      return false;
    }
    this.#idle.delete(lane);
    this.#searches.push(...this.#searches.splice(this.#searches.indexOf(search), 1));
    const searched = () => this.#executor.searched(lane);
    const flight = { ...piece, serial: ++this.#serial, lane, kernel: fit, searched };
    search.depart(flight);
    this.#landings.set(flight.serial, this.#fly(search, flight));
    return true;
  }

  async #fly(search: Search, flight: Flight): Promise<void> {
    const { lane, serial, kernel, interval } = flight;
    const { template, target, order, kind } = search.space;
    const isTrial = this.#choices.of(kind).isTrial(kernel);
    if (isTrial) this.#trialsUnderWay++;
    try {
      const report = await this.#executor.run(lane, {
        serial,
        kernel,
        header: template.toBytes(),
        target: target.toBytes(),
        ...search.space.rows(interval),
        candidateLimit: order === 'all' ? CANDIDATES_PER_CHUNK : 1,
        duty: this.#duty,
      });
      this.#land(search, flight, report);
    } catch (error) {
      search.lose(flight, error);
    } finally {
      if (isTrial) this.#trialsUnderWay--;
      this.#landings.delete(serial);
      this.#idle.add(lane);
      this.#fill();
    }
  }

  #land(search: Search, flight: Flight, report: ChunkReport): void {
    const { thread, searched, busySeconds, candidates, planted } = report;
    if (planted === 'passed') this.#probation.pass(thread, flight);
    if (planted === 'missed') this.#probation.fail(thread, flight);
    const { space } = search;
    if (space.isYardstick) this.#choices.of(space.kind).learn(flight.kernel, searched, busySeconds);
    this.#sizer.learn(flight.kernel, searched, busySeconds);
    if (search.land(flight, report)) {
      if (!search.hasEnded) this.#probation.add(thread, { search, flight, searched, solutions: candidates });
      return;
    }
    const wrong = (this.#wrongResults.get(flight.kernel) ?? 0) + 1;
    this.#wrongResults.set(flight.kernel, wrong);
    if (wrong === MOST_HARDWARE_ERRORS) this.#choices.distrust(flight.kernel);
  }

  #remove(search: Search): void {
    const at = this.#searches.indexOf(search);
    if (at !== -1) this.#searches.splice(at, 1);
    this.#probation.forget(search);
  }

  #allFailed({ interval, avoid }: Piece): MineWasmError {
    const kernels = [...avoid].join(' and ');
    return new MineWasmError(
      'ERR_HARDWARE',
      `${kernels} gave wrong results for ${interval.start}–${interval.end}, and there is no other kernel`,
    );
  }
}
