import { checkInteger } from '../../bitcoin/check.js';
import type { Target } from '../../bitcoin/target.js';
import { InputError, MineWasmError } from '../../errors.js';
import { ChainFile } from '../chain/chain-file.js';
import type { DeviceKey } from '../device/device-key.js';
import { TickMiner, type TickSearch } from '../device/tick-miner.js';
import { Pacer } from '../pacer.js';
import type { TornEnd } from '../records/record-parser.js';
import { hashOf } from '../tick/tick.js';
import { LONGEST_AGE, MOST_COUNT } from './batch-limits.js';
import { ChainScan } from './chain-scan.js';
import { Condition } from './condition.js';
import { Intake } from './intake.js';
import type { Seal } from './journal-format.js';
import type { SignedReading } from './reading.js';
import type { ReadingError } from './reading-error.js';
import { type JournalFsync, ReadingJournal } from './reading-journal.js';

/** When so many readings wait to be sealed, no more are taken until there are fewer. */
const MOST_WAITING = 4 * MOST_COUNT;

export interface SealerOptions {
  /** The session's name: its chain is what the readings are sealed into. */
  readonly session: string;
  readonly key: DeviceKey;
  /** The file of the device's chain. */
  readonly chain: string;
  /** The file of its readings. */
  readonly journal: string;
  readonly miner: TickSearch;
  /** Of each tick, one that compact bits express; or what makes it of a pace. */
  readonly target: Target | Pacer;
  /** Readings of a batch: 1 … 4,096. Fewer when the oldest is `age` old, or no more come. */
  readonly count: number;
  /** Seconds after which a reading's batch begins, full or not: 0 … 86,400. */
  readonly age: number;
  /** Whether each reading is forced to the disk before it is acknowledged, or with its batch. A tick always is. */
  readonly fsync: JournalFsync;
  /** Given each reading that the journal has already, in order. */
  readonly onReading?: ((reading: SignedReading) => void) | undefined;
  /**
   * Goes on though the chain seals readings that the journal does not know. The numbers of new ones go on from what the journal has, so
   * that two readings of the chain can have the same. Default false.
   */
  readonly isJournalLost?: boolean | undefined;
}

/** What a sealer tells of. */
export type SealEvent =
  /** A reading is in the journal, and will be sealed whatever happens. */
  | { readonly type: 'reading'; readonly line: number; readonly reading: SignedReading }
  /** A line is no reading, and was left out. */
  | { readonly type: 'refused'; readonly line: number; readonly error: ReadingError }
  /** A batch is in the chain. */
  | {
      readonly type: 'sealed';
      readonly seal: Seal;
      /** Its compact bits. */
      readonly bits: number;
      /** Headers tried, and the seconds that it took. */
      readonly tries: number;
      readonly seconds: number;
    };

export interface SealSummary {
  /** Acknowledged. */
  readonly readings: number;
  /** Lines that were none. */
  readonly refused: number;
  /** Batches mined, those that an earlier run left included. */
  readonly batches: number;
  /** Their readings. */
  readonly sealed: number;
}

/** Takes a device's readings into its journal, and seals them into its chain, batch by batch. What is promised: reading-journal.ts. */
export class Sealer {
  /** The seal that an earlier run had mined and not noted. */
  readonly recovered: Seal | undefined;
  readonly #journal: ReadingJournal;
  readonly #chain: ChainFile;
  readonly #miner: TickMiner;
  readonly #options: SealerOptions;
  readonly #condition = new Condition();
  #prev: Uint8Array;

  private constructor(
    options: SealerOptions,
    files: { readonly journal: ReadingJournal; readonly chain: ChainFile },
    state: { readonly prev: Uint8Array; readonly recovered: Seal | undefined },
  ) {
    this.#options = options;
    this.#journal = files.journal;
    this.#chain = files.chain;
    this.#miner = new TickMiner(options.miner, options.key);
    this.#prev = state.prev;
    this.recovered = state.recovered;
  }

  /**
   * Opens journal and chain, or begins them, and brings them into step.
   * @throws InputError; ChainLockedError when another process writes one of them; RecordFileError when one is damaged, another's, can't be
   *   read or written, the chain does not hold (`tick`), does not have what the journal says is in it (`chain`), has readings that the journal
   *   does not know (`journal`), or ticks of rounds (`rounds`)
   */
  static async open(options: SealerOptions): Promise<Sealer> {
    const { session, key, target, count, age, fsync, onReading, isJournalLost = false } = options;
    checkInteger(count, 1, MOST_COUNT, 'count');
    if (typeof age !== 'number' || !(age >= 0 && age <= LONGEST_AGE)) {
      throw new InputError('ERR_INVALID_OPTION', 'age', `a number of seconds from 0 to ${LONGEST_AGE}`, age);
    }
    if (!(target instanceof Pacer) && !target.isCompact) {
      throw new InputError('ERR_INVALID_TARGET', 'target', 'one that compact bits express', target.toHex());
    }
    const journal = await ReadingJournal.open(options.journal, { session, key, fsync, onReading });
    try {
      const found = new ChainScan(options.chain, journal, options);
      const chain = await ChainFile.open(options.chain, {
        session,
        device: key.publicKey,
        fsync: 'tick',
        onTick: (tick) => found.take(tick),
      });
      try {
        found.finish(isJournalLost);
        const { ofOpenBatch, prev } = found;
        const recovered = ofOpenBatch && (await journal.seal(ofOpenBatch.tau, hashOf(ofOpenBatch.tick)));
        return new Sealer(options, { journal, chain }, { prev, recovered });
      } catch (error) {
        await chain.close();
        throw error;
      }
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /** Readings in the journal: the number of the last. */
  get readings(): number {
    return this.#journal.readings;
  }

  /** How many of them are not sealed. */
  get unsealed(): number {
    return this.#journal.waiting + (this.#journal.openBatch?.count ?? 0);
  }

  /** Ticks in the chain. */
  get ticks(): number {
    return this.#chain.ticks;
  }

  /** What unfinished appends of an earlier run had left, and was cut off. */
  get torn(): { readonly path: string; readonly torn: TornEnd }[] {
    return [this.#journal, this.#chain].flatMap(({ path, torn }) =>
      torn === undefined ? [] : [{ path, torn }],
    );
  }

  /**
   * Takes lines until the source ends or `signal` stops it, and seals everything that is in the journal then. Once.
   * @param lines one reading each, without line feeds. It is asked for no more than can be written and sealed
   * @param onEvent what it returns is waited for before more readings are taken, or batches mined
   * @throws RecordFileError; what the source, the miner or `onEvent` throw. Everything that was acknowledged is sealed by the next run
   */
  async run(
    lines: AsyncIterable<Uint8Array>,
    { signal, onEvent = () => {} }: { signal?: AbortSignal; onEvent?: (event: SealEvent) => unknown } = {},
  ): Promise<SealSummary> {
    const summary = { readings: 0, refused: 0, batches: 0, sealed: 0 };
    const stop = new AbortController();
    const stopped = AbortSignal.any([stop.signal, ...(signal === undefined ? [] : [signal])]);
    stopped.addEventListener('abort', () => this.#condition.changed(), { once: true });
    let hasEnded = false;
    const intake = new Intake({
      journal: this.#journal,
      hasRoom: () => this.#condition.until(() => this.#journal.waiting < MOST_WAITING || stopped.aborted),
      onReadings: async (readings, numbers) => {
        this.#condition.changed();
        for (const [i, reading] of readings.entries()) {
          summary.readings++;
          await onEvent({ type: 'reading', line: numbers[i]!, reading });
        }
      },
      onRefused: async (line, error) => {
        summary.refused++;
        await onEvent({ type: 'refused', line, error });
      },
    });
    const taking = intake.run(lines, stopped).finally(() => {
      hasEnded = true;
      this.#condition.changed();
    });
    const sealing = this.#sealAll(summary, onEvent, () => hasEnded).catch((error) => {
      stop.abort();
      throw error;
    });
    // Both to their ends: what was taken before the source failed is still sealed.
    const [taken, sealed] = await Promise.allSettled([taking, sealing]);
    for (const end of [sealed, taken]) if (end.status === 'rejected') throw end.reason;
    return summary;
  }

  /** Closes both files, and lets others write them. */
  async close(): Promise<void> {
    try {
      await this.#journal.close();
    } finally {
      await this.#chain.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #sealAll(
    summary: { batches: number; sealed: number },
    onEvent: (event: SealEvent) => unknown,
    hasEnded: () => boolean,
  ): Promise<void> {
    const journal = this.#journal;
    for (;;) {
      const due = this.#millisecondsLeft();
      const { count } = this.#options;
      if (journal.openBatch !== undefined || journal.waiting >= count || due <= 0 || hasEnded()) {
        const mined = await this.#sealBatch();
        if (mined === undefined) {
          if (hasEnded() && journal.waiting === 0) return;
          continue;
        }
        summary.batches++;
        summary.sealed += mined.seal.count;
        this.#condition.changed();
        await onEvent({ type: 'sealed', ...mined });
      } else {
        await this.#condition.change(Number.isFinite(due) ? due : undefined);
      }
    }
  }

  /** Until the oldest reading that waits is of age; infinite when none waits. */
  #millisecondsLeft(): number {
    const { waitingSince } = this.#journal;
    if (waitingSince === undefined) return Number.POSITIVE_INFINITY;
    return waitingSince + 1000 * this.#options.age - performance.now();
  }

  /** @returns undefined when nothing waits */
  async #sealBatch(): Promise<{ seal: Seal; bits: number; tries: number; seconds: number } | undefined> {
    const { target: goal, count } = this.#options;
    const target = goal instanceof Pacer ? goal.order.target : goal;
    const batch = this.#journal.openBatch ?? (await this.#journal.beginBatch(count));
    if (batch === undefined) return undefined;
    const mined = await this.#miner.mine(this.#prev, { target, payload: batch.root, citations: [] });
    if (mined === undefined) throw new MineWasmError('ERR_CLOSED', 'The miner is closed');
    const { tick, tries, seconds } = mined;
    if (goal instanceof Pacer) goal.add({ tries, seconds, target });
    await this.#chain.append(tick);
    this.#prev = hashOf(tick);
    const seal = await this.#journal.seal(this.#chain.ticks, this.#prev);
    return { seal, bits: target.bits, tries, seconds };
  }
}
