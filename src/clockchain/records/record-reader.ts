import type { FileHandle } from 'node:fs/promises';
import type { RecordFormat, StoredRecord } from './record.js';
import { diskFault } from './record-file-error.js';
import { RecordParser, type TornEnd } from './record-parser.js';

/** Large enough that a file of a million ticks takes some hundred reads, small enough to be forgotten. */
const BLOCK_BYTES = 1_048_576;

/** Reads a file of records from its start, a block at a time: what it holds in memory does not grow with the file. */
export class RecordReader {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #parser: RecordParser;
  readonly #blockBytes: number;
  #position = 0;
  #torn: TornEnd | undefined;

  /** @param file open for reading; it stays the caller's to close */
  constructor(file: FileHandle, path: string, format: RecordFormat, blockBytes = BLOCK_BYTES) {
    this.#file = file;
    this.#blockBytes = blockBytes;
    this.#path = path;
    this.#parser = new RecordParser(path, format);
  }

  /** Whole records so far. */
  get records(): number {
    return this.#parser.records;
  }

  /** Where the last whole record ends: bytes from the file's start. */
  get end(): number {
    return this.#parser.end;
  }

  /** Bytes that were read so far. */
  get bytesRead(): number {
    return this.#position;
  }

  /** Known when everything was read. */
  get torn(): TornEnd | undefined {
    return this.#torn;
  }

  /**
   * @returns the next records, at least one; undefined at the end
   * @throws RecordFileError for damage, after the records in front of it, and when the file can't be read
   */
  async next(): Promise<StoredRecord[] | undefined> {
    for (;;) {
      const block = await this.#read();
      if (block.length === 0) {
        this.#torn = this.#parser.finish();
        return undefined;
      }
      const records = this.#parser.push(block);
      if (records.length > 0) return records;
    }
  }

  async #read(): Promise<Uint8Array> {
    const block = new Uint8Array(this.#blockBytes);
    try {
      const { bytesRead } = await this.#file.read(block, 0, block.length, this.#position);
      this.#position += bytesRead;
      return block.subarray(0, bytesRead);
    } catch (error) {
      throw diskFault(this.#path, 'to be readable', error);
    }
  }
}
