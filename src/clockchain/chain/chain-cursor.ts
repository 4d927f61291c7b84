import type { RecordPlace } from '../records/record-file-error.js';
import type { TornEnd } from '../records/record-parser.js';
import type { TickRecord } from '../tick/tick-record.js';
import type { ChainHead } from './chain-format.js';
import { ChainReader, type StoredTick } from './chain-reader.js';

/** A tick on its way to be verified. */
export interface CursorTick {
  readonly record: TickRecord;
  readonly place: RecordPlace;
  /** Of a tick that is in order by itself; of others undefined. */
  readonly hash: Uint8Array | undefined;
}

/** Checks a chain's ticks by themselves. @returns the hashes of those in front of the first that is not in order */
export type RecordCheck = (head: ChainHead, records: readonly TickRecord[]) => Promise<Uint8Array[]>;

/** With two, the threads are at the next block while the last batches of this one are under way. */
const BLOCKS_AHEAD = 2;

/**
 * Walks through a chain's file, a tick at a time. It reads two blocks ahead and has their ticks checked by themselves meanwhile, and holds
 * no more than three.
 */
export class ChainCursor {
  readonly #reader: ChainReader;
  readonly #check: RecordCheck;
  #ticks: readonly CursorTick[] = [];
  #place = 0;
  /** Blocks are read one after the other, and checked side by side. */
  readonly #ahead: Promise<readonly CursorTick[] | undefined>[] = [];
  /** Whether the end was reached. */
  #reading = Promise.resolve(false);

  private constructor(reader: ChainReader, check: RecordCheck) {
    this.#reader = reader;
    this.#check = check;
    while (this.#ahead.length < BLOCKS_AHEAD) this.#load();
  }

  /** @throws RecordFileError (`disk`) */
  static async open(path: string, blockBytes: number, check: RecordCheck): Promise<ChainCursor> {
    return new ChainCursor(await ChainReader.open(path, blockBytes), check);
  }

  /** Whose chain it is; known after the first `peek`. */
  get head(): ChainHead | undefined {
    return this.#reader.head;
  }

  /** Known at the end. */
  get torn(): TornEnd | undefined {
    return this.#reader.torn;
  }

  get bytesRead(): number {
    return this.#reader.bytesRead;
  }

  /**
   * The next tick, which stays the next one until `pass`.
   * @returns undefined at the end
   * @throws RecordFileError for damage, after the ticks in front of it
   */
  async peek(): Promise<CursorTick | undefined> {
    while (this.#place === this.#ticks.length) {
      const ticks = await this.#ahead[0];
      if (ticks === undefined) return undefined;
      this.#ticks = ticks;
      this.#place = 0;
      this.#ahead.shift();
      this.#load();
    }
    return this.#ticks[this.#place];
  }

  /** The next tick without waiting; undefined where `peek` would have to. */
  get ready(): CursorTick | undefined {
    return this.#ticks[this.#place];
  }

  pass(): void {
    this.#place++;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#ahead);
    await this.#reader.close();
  }

  #load(): void {
    const stored = this.#reading.then((isOver) => (isOver ? undefined : this.#reader.next()));
    this.#reading = stored.then((ticks) => ticks === undefined);
    const block = stored.then((ticks) => this.#checked(ticks));
    this.#ahead.push(block);
    // Whoever comes to it gets the error, which may be much later.
    for (const promise of [this.#reading, block]) promise.catch(() => {});
  }

  async #checked(stored: readonly StoredTick[] | undefined): Promise<readonly CursorTick[] | undefined> {
    const { head } = this.#reader;
    if (stored === undefined || head === undefined) return stored && [];
    const hashes = await this.#check(
      head,
      stored.map(({ record }) => record),
    );
    return stored.map(({ record, place }, i) => ({ record, place, hash: hashes[i] }));
  }
}
