import { checkInteger, MAX_U32 } from '../../bitcoin/check.js';
import { InputError } from '../../errors.js';
import { checkExtranonce, MAX_EXTRANONCE } from './coinbase.js';
import type { TimeRange } from './template-times.js';

/** What makes one header template of a block: each is good for a search of all its nonces and rolled versions. */
export interface BlockStep {
  /** 0 … 2^64 − 1. */
  readonly extranonce: bigint;
  /** Unix seconds. */
  readonly time: number;
}

/** Where a search goes through extranonces and times. */
export interface BlockSequenceOptions {
  /** Which extranonces, both ends inclusive: 0n … 2^64 − 1 by default. Miners with one payout each take a part of them. */
  readonly extranonces?: { readonly start: bigint; readonly end: bigint } | undefined;
  /** The extranonce to begin with; those below it come after the last one. Default: the lowest. */
  readonly first?: bigint | undefined;
  /** Which times, both ends inclusive, from the lowest on. */
  readonly times: TimeRange;
}

/**
 * The order of a search beyond one header's nonces and versions: every extranonce, then the next time with every
 * extranonce again. One linear index, as that of a search: no step comes twice.
 *
 * When a template is replaced by one for the same tip, go on from the next extranonce: the two can be the same but for
 * their time, and would give the same headers.
 */
export class BlockSequence implements Iterable<BlockStep> {
  readonly #start: bigint;
  readonly #first: bigint;
  readonly #extranonces: bigint;
  readonly #times: TimeRange;
  /** How many steps there are. */
  readonly size: bigint;

  /** @throws InputError (`ERR_INVALID_OPTION`) */
  constructor({ extranonces = { start: 0n, end: MAX_EXTRANONCE }, first, times }: BlockSequenceOptions) {
    const end = checkExtranonce(extranonces.end, 'extranonces.end');
    this.#start = checkExtranonce(extranonces.start, 'extranonces.start');
    if (this.#start > end) {
      throw new InputError('ERR_INVALID_OPTION', 'extranonces.start', `at most ${end}n`, this.#start);
    }
    this.#first = checkExtranonce(first ?? this.#start, 'first');
    if (this.#first < this.#start || this.#first > end) {
      throw new InputError('ERR_INVALID_OPTION', 'first', `a bigint from ${this.#start} to ${end}`, first);
    }
    const earliest = checkInteger(times.start, 0, MAX_U32, 'times.start');
    this.#times = { start: earliest, end: checkInteger(times.end, earliest, MAX_U32, 'times.end') };
    this.#extranonces = end - this.#start + 1n;
    this.size = this.#extranonces * BigInt(this.#times.end - earliest + 1);
    Object.freeze(this);
  }

  /**
   * @param index 0 … size − 1
   * @throws InputError (`ERR_INVALID_OPTION`)
   */
  at(index: bigint): BlockStep {
    if (typeof index !== 'bigint' || index < 0n || index >= this.size) {
      throw new InputError('ERR_INVALID_OPTION', 'index', `a bigint from 0 to ${this.size - 1n}`, index);
    }
    const turn = this.#first - this.#start + (index % this.#extranonces);
    return {
      extranonce: this.#start + (turn % this.#extranonces),
      time: this.#times.start + Number(index / this.#extranonces),
    };
  }

  *[Symbol.iterator](): Generator<BlockStep, undefined> {
    for (let index = 0n; index < this.size; index++) yield this.at(index);
  }
}
