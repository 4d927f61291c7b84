import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../node/durable-file.js';
import { encodeRecord, type RecordFormat, type StoredRecord } from './record.js';
import { diskFault, RecordFileError } from './record-file-error.js';
import type { TornEnd } from './record-parser.js';
import { RecordReader } from './record-reader.js';

export interface RecordFileOptions {
  readonly format: RecordFormat;
  /** What a new file's first record tells; its kind is 0. */
  readonly head: Uint8Array;
  /** Given each record that is there already, the head first. What it throws ends the opening, and the file stays as it was. */
  readonly onRecord: (record: StoredRecord) => void;
}

/**
 * A file of records to which records are added. It has one writer, which whoever opens it has to see to.
 *
 * Records go to the file whole and one after the other. When the disk refuses one, what was written of it is cut off, and
 * the file is as before. What an unfinished append of an earlier process left is cut off at the opening; damage is refused.
 */
export class RecordFile {
  readonly path: string;
  /** What was cut off at the opening. */
  readonly torn: TornEnd | undefined;
  readonly #file: FileHandle;
  readonly #format: RecordFormat;
  /** Where the next record goes. */
  #end: number;
  #records: number;
  /** There may be something behind the end that has to go first. */
  #isRagged = false;
  #isClosed = false;
  #failure: RecordFileError | undefined;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    path: string,
    file: FileHandle,
    format: RecordFormat,
    state: { readonly end: number; readonly records: number; readonly torn: TornEnd | undefined },
  ) {
    this.path = path;
    this.torn = state.torn;
    this.#file = file;
    this.#format = format;
    this.#end = state.end;
    this.#records = state.records;
  }

  /**
   * Opens the file at `path`, or makes it.
   * @throws RecordFileError
   */
  static async open(path: string, { format, head, onRecord }: RecordFileOptions): Promise<RecordFile> {
    const first = encodeRecord(format, 0, head);
    let file: FileHandle;
    try {
      // Not O_APPEND: with it, Linux ignores the position that a record is written at.
      file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    } catch (error) {
      throw diskFault(path, 'to be readable and writable', error);
    }
    try {
      const reader = new RecordReader(file, path, format);
      for (let records = await reader.next(); records !== undefined; records = await reader.next()) {
        for (const record of records) onRecord(record);
      }
      const { torn, records, end } = reader;
      if (records > 0) {
        if (torn !== undefined) await cutOff(file, path, end);
        return new RecordFile(path, file, format, { end, records, torn });
      }
      await begin(file, path, [format.magic, first]);
      return new RecordFile(path, file, format, {
        end: format.magic.length + first.length,
        records: 1,
        torn,
      });
    } catch (error) {
      await file.close().catch(() => {});
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whole records in the file, the head included. */
  get records(): number {
    return this.#records;
  }

  /** Its size in bytes. */
  get end(): number {
    return this.#end;
  }

  /**
   * Adds a record behind all those that were added before.
   * @param mustLast forces it to the disk before it resolves
   * @throws RecordFileError: the file is then as before, without this record. After a failure to force something to the disk nobody knows
   *   what the disk has, and nothing more is taken: the file has to be opened anew.
   */
  append(kind: number, body: Uint8Array, mustLast = false): Promise<void> {
    const record = encodeRecord(this.#format, kind, body);
    return this.#enqueue(async () => {
      try {
        if (this.#isRagged) await this.#cutBack();
        this.#isRagged = true;
        await writeAll(this.#file, record, this.#end);
      } catch (error) {
        await this.#cutBack().catch(() => {});
        throw diskFault(this.path, 'to take another record', error);
      }
      if (mustLast) await this.#force();
      this.#isRagged = false;
      this.#end += record.length;
      this.#records++;
    });
  }

  /** Resolves when everything that was appended is on the disk. @throws RecordFileError, as `append` */
  sync(): Promise<void> {
    return this.#enqueue(() => this.#force());
  }

  /** Waits for what was begun, and closes the file. Not forced to the disk. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#last;
    await this.#file.close();
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    if (this.#isClosed) {
      return Promise.reject(
        new RecordFileError('closed', this.path, `Expected ${this.path} to be open, got closed`),
      );
    }
    const done = this.#last.then(() => {
      if (this.#failure !== undefined) throw this.#failure;
      return work();
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #force(): Promise<void> {
    try {
      await this.#file.datasync();
    } catch (error) {
      // Linux forgets which pages it could not write: a second attempt would succeed, and mean nothing.
      this.#failure = diskFault(this.path, 'to reach the disk', error);
      await this.#cutBack().catch(() => {});
      throw this.#failure;
    }
  }

  async #cutBack(): Promise<void> {
    await this.#file.truncate(this.#end);
    this.#isRagged = false;
  }
}

async function begin(file: FileHandle, path: string, parts: readonly Uint8Array[]): Promise<void> {
  try {
    await file.truncate(0);
    await writeAll(file, Buffer.concat(parts), 0);
    await file.sync();
  } catch (error) {
    throw diskFault(path, 'to take its first record', error);
  }
  await syncFolder(dirname(path));
}

async function cutOff(file: FileHandle, path: string, end: number): Promise<void> {
  try {
    await file.truncate(end);
    await file.sync();
  } catch (error) {
    throw diskFault(path, 'to have its torn end cut off', error);
  }
}

/** A disk that becomes full takes a part of what it is given, and refuses the next byte. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
