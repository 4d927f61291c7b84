import { type ChainHead, readHead } from '../chain/chain-format.js';
import type { StoredRecord } from '../records/record.js';
import { damaged } from '../records/record-file-error.js';
import {
  BATCH_KIND,
  type Batch,
  decodeBatch,
  decodeReadings,
  decodeSeal,
  READINGS_KIND,
  type ReadingRange,
  SEAL_KIND,
  type Seal,
} from './journal-format.js';
import type { SignedReading } from './reading.js';

/** A batch with its readings, on its way into the chain. */
export interface OpenBatch extends Batch {
  readonly readings: readonly SignedReading[];
}

/**
 * What the records of a journal come to, one after the other. It remembers what is not sealed yet, and the last seal; a journal can be
 * much larger than that.
 */
export class JournalState {
  readonly #path: string;
  #owner: ChainHead | undefined;
  #readings = 0;
  #waiting: SignedReading[] = [];
  #open: OpenBatch | undefined;
  #lastSeal: Seal | undefined;

  readonly #onReading: (reading: SignedReading) => void;

  /**
   * @param path for messages
   * @param onReading given each reading, in order
   */
  constructor(path: string, onReading: (reading: SignedReading) => void = () => {}) {
    this.#path = path;
    this.#onReading = onReading;
  }

  /** Known after the first record. */
  get owner(): ChainHead | undefined {
    return this.#owner;
  }

  /** Readings in the journal: the number of the last. */
  get readings(): number {
    return this.#readings;
  }

  /** Those that are in no batch yet. */
  get waiting(): readonly SignedReading[] {
    return this.#waiting;
  }

  /** The batch that has no seal yet. */
  get open(): OpenBatch | undefined {
    return this.#open;
  }

  get lastSeal(): Seal | undefined {
    return this.#lastSeal;
  }

  /**
   * Takes the next record.
   * @throws RecordFileError (`kind`, `format`, `head`, `reading`) for one that can't be there
   */
  take(record: StoredRecord): void {
    const { kind, body } = record;
    if (this.#owner === undefined) {
      this.#owner = readHead(this.#path, record);
      return;
    }
    const isGood =
      kind === READINGS_KIND
        ? this.#takeReadings(decodeReadings(body, this.#owner.device))
        : kind === BATCH_KIND
          ? this.#takeBatch(decodeBatch(body))
          : kind === SEAL_KIND
            ? this.#takeSeal(decodeSeal(body))
            : undefined;
    if (isGood === true) return;
    const place = { record: record.number, offset: record.offset };
    if (isGood === undefined) {
      throw damaged('kind', this.#path, place, 'readings, a batch or a seal', `a record of kind ${kind}`);
    }
    const what = kind === READINGS_KIND ? 'readings' : kind === BATCH_KIND ? 'a batch' : 'a seal';
    throw damaged('reading', this.#path, place, `${what} that the records before allow`, 'something else');
  }

  #takeReadings(readings: SignedReading[] | undefined): boolean {
    if (readings === undefined || readings[0]!.number !== this.#readings + 1) return false;
    this.#readings += readings.length;
    for (const reading of readings) {
      this.#waiting.push(reading);
      this.#onReading(reading);
    }
    return true;
  }

  #takeBatch(batch: Batch | undefined): boolean {
    if (batch === undefined || this.#open !== undefined || batch.count === 0) return false;
    if (batch.first !== this.#waiting[0]?.number || batch.count > this.#waiting.length) return false;
    this.#open = { ...batch, readings: this.#waiting.splice(0, batch.count) };
    return true;
  }

  #takeSeal(seal: Seal | undefined): boolean {
    if (seal === undefined || this.#open === undefined || !isSameRange(seal, this.#open)) return false;
    if (seal.tau <= (this.#lastSeal?.tau ?? 0)) return false;
    this.#lastSeal = seal;
    this.#open = undefined;
    return true;
  }
}

function isSameRange(a: ReadingRange, b: ReadingRange): boolean {
  return a.first === b.first && a.count === b.count;
}
