import { Condition } from './condition.js';
import { LARGEST_GROUP, sizeInGroup } from './journal-format.js';
import { isBlank } from './lines.js';
import { parseReading, type SignedReading } from './reading.js';
import { ReadingError } from './reading-error.js';
import type { ReadingJournal } from './reading-journal.js';
import { isTransfer, readTransfer } from './transfer.js';

/** A line of the source. */
interface Line {
  /** From 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

export interface IntakeOptions {
  readonly journal: ReadingJournal;
  /** Resolves when there is room for more readings that wait to be sealed. */
  readonly hasRoom: () => Promise<void>;
  /** Told of readings that are in the journal now. What it returns is waited for before more are taken. */
  readonly onReadings: (readings: readonly SignedReading[], lines: readonly number[]) => unknown;
  /** Told of a line that is no reading, and why. */
  readonly onRefused: (line: number, error: ReadingError) => unknown;
}

/**
 * Takes lines into the journal. Those that come while others are on their way to the disk are written together: as many readings go
 * through as the disk can take at one forced write for each group.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #condition = new Condition();
  readonly #failed = new AbortController();
  #group: Line[] = [];
  #groupSize = 0;
  #isWriting = false;
  #writing: Promise<void> | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /**
   * Takes lines until there are no more, or it is stopped: then what was taken is still written. Empty lines are passed over.
   * @param lines one reading each. A source that is waited for when it is stopped is told so by `return()`, and not waited for any longer
   * @throws RecordFileError; what the source throws
   */
  async run(lines: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    let number = 0;
    try {
      for await (const bytes of stoppable(lines, AbortSignal.any([signal, this.#failed.signal]))) {
        number++;
        if (await this.#isReading(number, bytes)) await this.#take({ number, bytes });
      }
    } finally {
      await this.#writing;
    }
    this.#failed.signal.throwIfAborted();
  }

  async #isReading(number: number, bytes: Uint8Array): Promise<boolean> {
    if (isBlank(bytes)) return false;
    try {
      const reading = parseReading(bytes);
      if (isTransfer(reading)) readTransfer(reading);
      return true;
    } catch (error) {
      if (!(error instanceof ReadingError)) throw error;
      await this.#options.onRefused(number, error);
      return false;
    }
  }

  async #take(line: Line): Promise<void> {
    const size = sizeInGroup(line.bytes);
    const { signal } = this.#failed;
    await this.#condition.until(() => this.#groupSize + size <= LARGEST_GROUP || signal.aborted);
    await this.#options.hasRoom();
    if (signal.aborted) return;
    this.#group.push(line);
    this.#groupSize += size;
    if (!this.#isWriting) this.#writing = this.#write();
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    this.#isWriting = true;
    const { journal, onReadings } = this.#options;
    try {
      while (this.#group.length > 0) {
        const group = this.#group;
        this.#group = [];
        this.#groupSize = 0;
        this.#condition.changed();
        const lines = group.map(({ bytes }) => bytes);
        const readings = await journal.append(lines, Date.now());
        const numbers = group.map(({ number }) => number);
        await onReadings(readings, numbers);
      }
    } catch (error) {
      this.#failed.abort(error);
    }
    // At once: what is taken from now on has to begin anew.
    this.#isWriting = false;
    this.#condition.changed();
  }
}

/** What comes of `source` until it is stopped. Not by Promise.race, which would keep something of each line as long as the signal lives. */
async function* stoppable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  const iterator = source[Symbol.asyncIterator]();
  let wake = () => {};
  const onStop = () => wake();
  signal.addEventListener('abort', onStop, { once: true });
  let hasEnded = false;
  try {
    while (!signal.aborted) {
      const next = await new Promise<IteratorResult<T> | undefined>((resolve, reject) => {
        wake = () => resolve(undefined);
        iterator.next().then(resolve, reject);
      });
      hasEnded = next?.done === true;
      if (next === undefined || hasEnded) return;
      yield next.value;
    }
  } catch (error) {
    hasEnded = true;
    throw error;
  } finally {
    signal.removeEventListener('abort', onStop);
    if (!hasEnded) iterator.return?.().catch(() => {});
  }
}
