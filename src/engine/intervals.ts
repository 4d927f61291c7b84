/** A stretch of the search space, both ends inclusive. Without version rolling an index is a nonce. */
export interface Interval {
  readonly start: bigint;
  readonly end: bigint;
}

/** How many indices an interval holds. */
export function sizeOf({ start, end }: Interval): bigint {
  return end - start + 1n;
}

/**
 * A set of indices as disjoint, ascending, coalesced intervals: what of a search is left to do. Whatever is handed
 * out is taken from it and whatever comes back is added to it, so exact coverage rests on these few lines.
 */
export class IntervalSet implements Iterable<Interval> {
  #intervals: Interval[] = [];
  #size = 0n;

  constructor(intervals: Iterable<Interval> = []) {
    for (const interval of intervals) this.add(interval);
  }

  /** How many indices are in the set. */
  get size(): bigint {
    return this.#size;
  }

  /** The lowest index, or undefined when the set is empty. */
  get lowest(): bigint | undefined {
    return this.#intervals[0]?.start;
  }

  [Symbol.iterator](): Iterator<Interval> {
    return this.#intervals[Symbol.iterator]();
  }

  /**
   * Adds an interval and joins it to its neighbours.
   * @throws RangeError when it is empty or overlaps the set: the same work would be counted twice
   */
  add(interval: Interval): void {
    const { start, end } = interval;
    if (start > end) throw new RangeError(`Interval ${start}–${end} is empty`);
    const at = this.#intervals.findIndex((other) => other.end >= start);
    const index = at === -1 ? this.#intervals.length : at;
    const next = this.#intervals[index];
    if (next !== undefined && next.start <= end) {
      throw new RangeError(`Interval ${start}–${end} overlaps ${next.start}–${next.end}`);
    }
    const before = this.#intervals[index - 1];
    const joinsBefore = before !== undefined && before.end + 1n === start;
    const joinsNext = next !== undefined && end + 1n === next.start;
    this.#intervals.splice(index - (joinsBefore ? 1 : 0), (joinsBefore ? 1 : 0) + (joinsNext ? 1 : 0), {
      start: joinsBefore ? before.start : start,
      end: joinsNext ? next.end : end,
    });
    this.#size += sizeOf(interval);
  }

  /** Takes up to `count` indices, the lowest first and without a gap; undefined when the set is empty. */
  take(count: bigint): Interval | undefined {
    const first = this.#intervals[0];
    if (first === undefined) return undefined;
    if (sizeOf(first) <= count) {
      this.#intervals.shift();
      this.#size -= sizeOf(first);
      return first;
    }
    const taken = { start: first.start, end: first.start + count - 1n };
    this.#intervals[0] = { start: taken.end + 1n, end: first.end };
    this.#size -= count;
    return taken;
  }

  has(index: bigint): boolean {
    return this.#intervals.some(({ start, end }) => start <= index && index <= end);
  }

  /** Takes one index out, if it is in. */
  remove(index: bigint): void {
    const at = this.#intervals.findIndex(({ start, end }) => start <= index && index <= end);
    if (at === -1) return;
    const { start, end } = this.#intervals[at]!;
    const rest = [
      { start, end: index - 1n },
      { start: index + 1n, end },
    ].filter((part) => part.start <= part.end);
    this.#intervals.splice(at, 1, ...rest);
    this.#size--;
  }

  /** A copy, which later changes of this set leave alone. */
  clone(): IntervalSet {
    const copy = new IntervalSet();
    copy.#intervals = [...this.#intervals];
    copy.#size = this.#size;
    return copy;
  }
}
