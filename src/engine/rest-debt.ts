/** Rests are taken from this length on: browsers make a timer that follows others wait 4 ms (HTML, "timer nesting level"). */
const SHORTEST_REST = 5;
/** A long rest is taken in pieces of this length, in milliseconds, with a sign of life after each. */
export const LONGEST_REST = 250;
/** A batch is meant to take 2.5 ms; what takes longer than this was suspended in the middle of it, with its page or machine. */
const LONGEST_WORK = 100;
/** How much rest in advance counts: a timer comes some milliseconds late, that of a suspended page an hour. */
const MOST_IN_ADVANCE = 25;

/**
 * The rest that a thread owes for its work, so that it works a given share of the time. Whatever is not work counts as rest, by the
 * clock: a timer that comes late, and the time between two chunks. One for each thread; it outlives chunks.
 */
export class RestDebt {
  readonly #now: () => number;
  /** When its work will be paid for by rest, in milliseconds of the clock. */
  #paidAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds, as performance.now gives them */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * To be called after each piece of work.
   * @param milliseconds how long it took: 0 by a clock too coarse for it, in which case another piece takes too long
   * @param duty share of the time to work, above 0 and up to 1
   */
  add(milliseconds: number, duty: number): void {
    const began = this.#now() - milliseconds;
    const worked = Math.min(milliseconds, LONGEST_WORK);
    this.#paidAt = Math.max(this.#paidAt, began - MOST_IN_ADVANCE) + worked / duty;
  }

  /** How long to rest before the next work, in milliseconds; 0 when that is too short yet. */
  get due(): number {
    const owed = this.#paidAt - this.#now();
    return owed < SHORTEST_REST ? 0 : owed;
  }
}
