import type { TornEnd } from '../records/record-parser.js';
import type { ChainHead } from './chain-format.js';
import { ChainReader, type StoredTick } from './chain-reader.js';
import type { SignaturePool } from './signature-pool.js';

/** A tick on its way to be verified. */
export interface CursorTick extends StoredTick {
  /** Whether it is known to be signed by its device. */
  readonly isSigned: boolean;
}

/**
 * Walks through a chain's file, a tick at a time. It reads a block ahead and has its signatures verified meanwhile, and holds no more
 * than two blocks.
 */
export class ChainCursor {
  readonly #reader: ChainReader;
  readonly #signatures: SignaturePool;
  #ticks: readonly CursorTick[] = [];
  #place = 0;
  #ahead: Promise<readonly CursorTick[] | undefined>;

  private constructor(reader: ChainReader, signatures: SignaturePool) {
    this.#reader = reader;
    this.#signatures = signatures;
    this.#ahead = this.#load();
  }

  /** @throws RecordFileError (`disk`) */
  static async open(path: string, blockBytes: number, signatures: SignaturePool): Promise<ChainCursor> {
    return new ChainCursor(await ChainReader.open(path, blockBytes), signatures);
  }

  /** Whose chain it is; known after the first `peek`, unless the file is torn before that. */
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
      const ticks = await this.#ahead;
      if (ticks === undefined) return undefined;
      this.#ticks = ticks;
      this.#place = 0;
      this.#ahead = this.#load();
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
    await this.#ahead.catch(() => {});
    await this.#reader.close();
  }

  #load(): Promise<readonly CursorTick[] | undefined> {
    const loaded = this.#read();
    // Whoever comes to it gets the error, which may be much later.
    loaded.catch(() => {});
    return loaded;
  }

  async #read(): Promise<readonly CursorTick[] | undefined> {
    const stored = await this.#reader.next();
    const head = this.#reader.head;
    if (stored === undefined || head === undefined) return stored && [];
    const ticks = stored.map(({ tick }) => tick);
    const unsigned = await this.#signatures.findUnsigned(head.device, ticks);
    return stored.map((entry, i) => ({ ...entry, isSigned: unsigned === undefined || i < unsigned }));
  }
}
