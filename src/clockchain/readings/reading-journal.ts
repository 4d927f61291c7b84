import { bytesToHex } from '../../bitcoin/bytes.js';
import { type ChainHead, encodeHead } from '../chain/chain-format.js';
import { ChainLock } from '../chain/chain-lock.js';
import { checkOwner } from '../chain/file-owner.js';
import type { DeviceKey } from '../device/device-key.js';
import { rootOf } from '../merkle.js';
import { FRAME_SIZE } from '../records/record.js';
import { RecordFile } from '../records/record-file.js';
import type { TornEnd } from '../records/record-parser.js';
import {
  BATCH_KIND,
  type Batch,
  encodeBatch,
  encodeReadings,
  encodeSeal,
  JOURNAL_FORMAT,
  LONGEST_RECORD,
  READINGS_KIND,
  SEAL_KIND,
  type Seal,
} from './journal-format.js';
import { JournalState } from './journal-state.js';
import { leafOf, type SignedReading, signReading } from './reading.js';

/** When readings are forced to the disk: before each acknowledgement, or with the batch that they go into. */
export const JOURNAL_FSYNC = ['reading', 'batch'] as const;

export type JournalFsync = (typeof JOURNAL_FSYNC)[number];

export interface JournalOptions {
  readonly session: string;
  readonly key: DeviceKey;
  readonly fsync: JournalFsync;
  /** Given each reading that is there already, in order. */
  readonly onReading?: ((reading: SignedReading) => void) | undefined;
}

/** A reading that no batch has yet. */
interface Waiting {
  readonly leaf: Uint8Array;
  /** By performance.now(), which nobody sets. */
  readonly since: number;
}

/**
 * A device's readings on disk, and which tick of its chain seals which of them. The journal comes before the seal; its records,
 * and the chain's, are written in this order:
 *
 * 1. *readings*: signed, and on the disk before they are acknowledged.
 * 2. *batch*: the intention to seal so many of them, with their merkle root; forced to the disk, and all readings before it.
 * 3. the tick with that root as its payload digest, in the chain's file; forced to the disk. From here on the batch is sealed.
 * 4. *seal*: which tick it was.
 *
 * There is one batch at a time, and its readings are never put into another. So wherever a process is killed, or the power goes, the next
 * one knows what to do:
 *
 * - before 1 is done: the reading was not acknowledged, and its number is free.
 * - between 1 and 2: the reading waits for a batch.
 * - between 2 and 3: the chain has no tick with the batch's root, and the same batch is mined again.
 * - between 3 and 4: the chain has that tick, which means sealed: only the seal is added.
 *
 * With `fsync: 'batch'` the disk is not waited for in 1. A killed process still loses nothing, but a loss of power can lose readings that
 * were acknowledged and in no batch yet.
 */
export class ReadingJournal {
  readonly path: string;
  readonly #file: RecordFile;
  readonly #lock: ChainLock;
  readonly #options: JournalOptions;
  readonly #waiting: Waiting[];
  #readings: number;
  #open: Batch | undefined;
  #lastSeal: Seal | undefined;
  /** Bytes of records that were not forced to the disk. */
  #unforced = 0;

  private constructor(file: RecordFile, lock: ChainLock, options: JournalOptions, state: JournalState) {
    this.path = file.path;
    this.#file = file;
    this.#lock = lock;
    this.#options = options;
    // Of an earlier process: what the clock on the wall says has to do.
    this.#waiting = state.waiting.map((reading) =>
      toWaiting(reading, Math.max(0, Date.now() - reading.time)),
    );
    this.#readings = state.readings;
    this.#open = state.open && batchOf(state.open);
    this.#lastSeal = state.lastSeal;
  }

  /**
   * Opens a journal for writing, or begins it. It has one writer, as a chain has. An append that never came to its end is cut off, and told
   * in `torn`.
   * @throws ChainLockedError; RecordFileError when it is damaged, another device's or session's, or can't be read or written; InputError
   */
  static async open(path: string, options: JournalOptions): Promise<ReadingJournal> {
    const owner: ChainHead = { session: options.session, device: options.key.publicKey };
    const head = encodeHead(owner);
    const lock = await ChainLock.acquire(path);
    try {
      const state = new JournalState(path, options.onReading);
      const file = await RecordFile.open(path, {
        format: JOURNAL_FORMAT,
        head,
        onRecord(record) {
          state.take(record);
          if (record.number === 0) checkOwner(path, 'journal', state.owner!, owner);
        },
      });
      return new ReadingJournal(file, lock, options, state);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** What was cut off at the opening. */
  get torn(): TornEnd | undefined {
    return this.#file.torn;
  }

  /** Readings in the journal: the number of the last. */
  get readings(): number {
    return this.#readings;
  }

  /** How many readings are in no batch yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Since when the oldest of them waits, by performance.now(): milliseconds. */
  get waitingSince(): number | undefined {
    return this.#waiting[0]?.since;
  }

  /** The batch that was begun and has no seal yet. */
  get openBatch(): Batch | undefined {
    return this.#open;
  }

  get lastSeal(): Seal | undefined {
    return this.#lastSeal;
  }

  /**
   * Signs readings, and writes them as one record. Resolves when they may be acknowledged. One call at a time.
   * @param lines checked, at least one, and together no more than LARGEST_GROUP (journal-format.ts)
   * @param time milliseconds since 1970
   * @throws RecordFileError: none of them is in the journal then, unless the fault was in forcing them to the disk, which nobody knows then
   */
  async append(lines: readonly Uint8Array[], time: number): Promise<SignedReading[]> {
    const { key, session, fsync } = this.#options;
    const readings = lines.map((bytes, i) =>
      signReading(key, session, { number: this.#readings + 1 + i, time, bytes }),
    );
    await this.#append(READINGS_KIND, encodeReadings(readings), fsync === 'reading');
    this.#readings += readings.length;
    for (const reading of readings) this.#waiting.push(toWaiting(reading));
    return readings;
  }

  /**
   * Begins the next batch, of the oldest readings that wait.
   * @param count of its readings, at most
   * @returns undefined when none waits
   * @throws RecordFileError; Error when there is an open one
   */
  async beginBatch(count: number): Promise<Batch | undefined> {
    if (this.#open !== undefined) throw new Error('Expected the last batch to be sealed, got an open one');
    const chosen = this.#waiting.slice(0, count);
    if (chosen.length === 0) return undefined;
    const batch: Batch = {
      first: this.#readings - this.#waiting.length + 1,
      count: chosen.length,
      root: rootOf(chosen.map(({ leaf }) => leaf)),
    };
    await this.#append(BATCH_KIND, encodeBatch(batch), true);
    this.#waiting.splice(0, batch.count);
    this.#open = batch;
    return batch;
  }

  /**
   * Ends the open batch: the chain has its tick on the disk.
   * @param tau the tick's place in the chain
   * @param hash the tick's, internal order
   * @throws RecordFileError; Error when there is no open batch
   */
  async seal(tau: number, hash: Uint8Array): Promise<Seal> {
    if (this.#open === undefined) throw new Error('Expected an open batch, got none');
    const { first, count } = this.#open;
    const seal: Seal = { first, count, tau, hash: Uint8Array.from(hash) };
    // The next batch forces it to the disk; until then the chain says the same.
    await this.#append(SEAL_KIND, encodeSeal(seal), false);
    this.#open = undefined;
    this.#lastSeal = seal;
    return seal;
  }

  /** Forces all to the disk, closes the file, and lets others write the journal. A second time does nothing. */
  async close(): Promise<void> {
    try {
      if (!this.#file.isClosed) await this.#file.sync();
    } finally {
      await this.#file.close();
      await this.#lock.release();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #append(kind: number, body: Uint8Array, mustLast: boolean): Promise<void> {
    const size = FRAME_SIZE + 1 + body.length;
    // What a loss of power may leave of records that were not forced has to be told from damage.
    if (this.#unforced + size > LONGEST_RECORD) {
      await this.#file.sync();
      this.#unforced = 0;
    }
    this.#unforced += size;
    await this.#file.append(kind, body, mustLast);
    if (mustLast) this.#unforced = 0;
  }
}

/** Whether two hashes are the same. */
export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return bytesToHex(a) === bytesToHex(b);
}

function batchOf({ first, count, root }: Batch): Batch {
  return { first, count, root };
}

/** @param age milliseconds */
function toWaiting(reading: SignedReading, age = 0): Waiting {
  return { leaf: leafOf(reading), since: performance.now() - age };
}
