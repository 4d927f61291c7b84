import { type FileHandle, open } from 'node:fs/promises';
import { diskFault, headless, type RecordPlace } from '../records/record-file-error.js';
import type { TornEnd } from '../records/record-parser.js';
import { RecordReader } from '../records/record-reader.js';
import type { Tick } from '../tick/tick.js';
import type { TickRecord } from '../tick/tick-record.js';
import { CHAIN_FORMAT, type ChainHead, readHead, readTick } from './chain-format.js';

/** A tick as its file has it. Nothing of what it says has been checked. */
export class StoredTick {
  /** A view into what was read. */
  readonly record: TickRecord;
  readonly place: RecordPlace;

  constructor(record: TickRecord, place: RecordPlace) {
    this.record = record;
    this.place = place;
  }

  /** Decoded when it is asked for, and then once. */
  get tick(): Tick {
    return this.record.tick;
  }
}

/** Reads a chain's file from its start; another process may be writing it. */
export class ChainReader {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #reader: RecordReader;
  #head: ChainHead | undefined;
  #fault: unknown;

  private constructor(path: string, file: FileHandle, blockBytes?: number) {
    this.path = path;
    this.#file = file;
    this.#reader = new RecordReader(file, path, CHAIN_FORMAT, blockBytes);
  }

  /**
   * @param blockBytes read at a time; default 1 MiB
   * @throws RecordFileError (`disk`)
   */
  static async open(path: string, blockBytes?: number): Promise<ChainReader> {
    try {
      return new ChainReader(path, await open(path, 'r'), blockBytes);
    } catch (error) {
      throw diskFault(path, 'to be readable', error);
    }
  }

  /** Whose chain it is; known once `next` has been called. */
  get head(): ChainHead | undefined {
    return this.#head;
  }

  /** Known at the end. */
  get torn(): TornEnd | undefined {
    return this.#reader.torn;
  }

  get bytesRead(): number {
    return this.#reader.bytesRead;
  }

  /**
   * @returns the next ticks, which can be none; undefined at the end
   * @throws RecordFileError for damage, once the ticks before it have been handed over, and for a file without a whole head
   */
  async next(): Promise<StoredTick[] | undefined> {
    if (this.#fault !== undefined) throw this.#fault;
    const records = await this.#reader.next();
    if (records === undefined) {
      if (this.#head === undefined) throw headless(this.path, this.bytesRead);
      return undefined;
    }
    const ticks: StoredTick[] = [];
    try {
      for (const record of records) {
        if (this.#head === undefined) this.#head = readHead(this.path, record);
        else {
          const place = { record: record.number, offset: record.offset };
          ticks.push(new StoredTick(readTick(this.path, record), place));
        }
      }
    } catch (error) {
      this.#fault = error;
      if (ticks.length === 0) throw error;
    }
    return ticks;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
