import type { HeaderTemplate } from '../bitcoin/header-template.js';
import type { Target } from '../bitcoin/target.js';
import { versionNumber } from '../bitcoin/version-rolling.js';
import { type Interval, sizeOf } from './intervals.js';

/** `first` found, `lowest` of all, or `all` of them. */
export type SearchOrder = 'first' | 'lowest' | 'all';

/** Whether the header's version is `fixed`, or its bits are `rolled`: other kernels are the fastest then. */
export type SpaceKind = 'fixed' | 'rolled';

/** Versions that are searched side by side, whatever the kernel: they share the message schedule of the nonce's block. */
export const GROUP = 16;

/** One header of the space. */
export interface Place {
  readonly nonce: number;
  /** Signed, as RPC prints versions. */
  readonly version: number;
}

/** An interval of one group as the kernels see it: rows of nonces, one column for each version of the group. */
export interface Rows {
  /** Whole version fields, unsigned. */
  readonly versions: Uint32Array;
  /** Of the first row. */
  readonly nonce: number;
  /** Columns of the first row that come before the interval. */
  readonly skip: number;
  /** How many places, row by row from there on. */
  readonly count: number;
}

/** A group: the numbers of its first and last version, and the index of its first place. */
interface Group {
  readonly first: number;
  readonly last: number;
  readonly begin: bigint;
}

/**
 * What a search goes through: versions × nonces, as one linear index. Versions come in groups of 16 consecutive numbers;
 * within a group the nonce rises slowly, row by row, and the version quickly. The index of the first place is the first
 * nonce, so that without version rolling an index is a nonce.
 */
export class SearchSpace {
  readonly template: HeaderTemplate;
  readonly target: Target;
  readonly order: SearchOrder;
  /** Every index, both ends inclusive. */
  readonly interval: Interval;
  readonly #nonces: bigint;

  constructor(template: HeaderTemplate, target: Target, order: SearchOrder) {
    this.template = template;
    this.target = target;
    this.order = order;
    const { nonceRange, versionRange } = template;
    this.#nonces = BigInt(nonceRange.end - nonceRange.start + 1);
    const start = BigInt(nonceRange.start);
    const versions = BigInt(versionRange.end - versionRange.start + 1);
    this.interval = { start, end: start + versions * this.#nonces - 1n };
  }

  get kind(): SpaceKind {
    const { start, end } = this.template.versionRange;
    return start === end ? 'fixed' : 'rolled';
  }

  /**
   * Whether kernels can be compared by it. With one or two versions to a nonce the rolling kernel is no faster than simd,
   * and 1.12 times as fast with sixteen (docs/kernel-log.md): what a search of few versions shows does not hold for others.
   */
  get isYardstick(): boolean {
    const { start, end } = this.template.versionRange;
    return start === end || end - start + 1 >= GROUP;
  }

  /** How many places there are. */
  get size(): bigint {
    return sizeOf(this.interval);
  }

  /** The place at an index of the interval. */
  at(index: bigint): Place {
    const { first, last, begin } = this.#groupOf(index);
    const columns = BigInt(last - first + 1);
    const within = index - begin;
    return {
      nonce: this.template.nonceRange.start + Number(within / columns),
      version: this.template.versionAt(first + Number(within % columns)),
    };
  }

  /** The index of a place; undefined when the space has no such place. */
  indexOf({ nonce, version }: Place): bigint | undefined {
    const { nonceRange, versionRange, versionMask } = this.template;
    const number = versionNumber(version, versionMask);
    if (!Number.isInteger(nonce) || nonce < nonceRange.start || nonce > nonceRange.end) return undefined;
    if (number < versionRange.start || number > versionRange.end) return undefined;
    if (this.template.versionAt(number) !== version) return undefined;
    const { first, last, begin } = this.#groupWith(number);
    return begin + BigInt(nonce - nonceRange.start) * BigInt(last - first + 1) + BigInt(number - first);
  }

  /**
   * How many indices from `start` on to hand out when about `count` are wanted: none beyond the end of the group, and up
   * to the end of a row, since a row is searched as a whole.
   */
  fit(start: bigint, count: bigint): bigint {
    const { first, last, begin } = this.#groupOf(start);
    const columns = BigInt(last - first + 1);
    const end = begin + columns * this.#nonces;
    const rows = (start - begin + count + columns - 1n) / columns;
    const rounded = begin + rows * columns;
    return (rounded < end ? rounded : end) - start;
  }

  /** An interval as rows for the kernels. It must lie within one group: {@link fit}. */
  rows({ start, end }: Interval): Rows {
    const { first, last, begin } = this.#groupOf(start);
    const columns = last - first + 1;
    const row = (start - begin) / BigInt(columns);
    return {
      versions: Uint32Array.from({ length: columns }, (_, column) => this.template.versionAt(first + column)),
      nonce: this.template.nonceRange.start + Number(row),
      skip: Number(start - begin - row * BigInt(columns)),
      count: Number(end - start + 1n),
    };
  }

  #groupOf(index: bigint): Group {
    // The versions before those of a group take a whole round of nonces each.
    const rounds = Number((index - this.interval.start) / this.#nonces);
    return this.#groupWith(this.template.versionRange.start + rounds);
  }

  #groupWith(number: number): Group {
    const { start, end } = this.template.versionRange;
    const aligned = number - (number % GROUP);
    const first = Math.max(aligned, start);
    const last = Math.min(aligned + GROUP - 1, end);
    return { first, last, begin: this.interval.start + BigInt(first - start) * this.#nonces };
  }
}
