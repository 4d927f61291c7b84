import { ChainState } from '../chain/chain-state.js';
import type { DeviceKey } from '../device/device-key.js';
import { RecordFileError } from '../records/record-file-error.js';
import { NO_HASH, type Tick } from '../tick/tick.js';
import { checkRecord, checkSignature } from '../tick/tick-checks.js';
import { TickRecord } from '../tick/tick-record.js';
import { isSameHash, type ReadingJournal } from './reading-journal.js';

/** The tick that seals the journal's open batch. */
export interface SealingTick {
  readonly tau: number;
  readonly tick: Tick;
}

/**
 * Goes through the device's chain before readings are sealed into it: whether it holds, and whether journal and chain know the same of each
 * other. What its ticks cite is not here, and not looked at.
 */
export class ChainScan {
  readonly #path: string;
  readonly #journal: ReadingJournal;
  readonly #state: ChainState;
  #ticks = 0;
  #hasLastSeal = false;
  #ofOpenBatch: SealingTick | undefined;
  #unknown: number | undefined;

  /** @param path the chain's, for messages */
  constructor(path: string, journal: ReadingJournal, { session, key }: { session: string; key: DeviceKey }) {
    this.#path = path;
    this.#journal = journal;
    this.#state = new ChainState(session, key.publicKey);
  }

  /** What the next tick has to follow: 32 bytes, internal order. */
  get prev(): Uint8Array {
    return this.#state.prev;
  }

  /** It was mined, and the journal does not say so yet. */
  get ofOpenBatch(): SealingTick | undefined {
    return this.#ofOpenBatch;
  }

  /**
   * The next tick of the file.
   * @throws RecordFileError (`tick`) when it can't be at this place; (`rounds`): a session of rounds takes no tick of none, and its device
   *   could never go on
   */
  take(tick: Tick): void {
    const { openBatch, lastSeal } = this.#journal;
    const tau = ++this.#ticks;
    if (tick.round > 0) {
      const expected = `${this.#path} to have no ticks of rounds`;
      const message = `Expected ${expected}, got tick ${tau}, of round ${tick.round}: seal readings in a session of their own`;
      throw new RecordFileError('rounds', this.#path, message);
    }
    const record = TickRecord.of(tick);
    const hash = this.#checked(() => {
      const hash = checkRecord(record);
      this.#state.checkLink(record, () => false);
      return hash;
    });
    // Neither its Lamport value nor what it cites is looked at here.
    this.#state.append(record, hash, tau, []);
    if (tau === lastSeal?.tau) this.#hasLastSeal = isSameHash(hash, lastSeal.hash);
    if (openBatch !== undefined && isSameHash(tick.payload, openBatch.root)) {
      this.#ofOpenBatch ??= { tau, tick };
    } else if (tau > (lastSeal?.tau ?? 0) && !isSameHash(tick.payload, NO_HASH)) {
      this.#unknown ??= tau;
    }
  }

  /**
   * After the last tick.
   * @param isJournalLost the journal need not know all that was sealed
   * @throws RecordFileError (`tick`, `chain`, `journal`)
   */
  finish(isJournalLost: boolean): void {
    const { tip } = this.#state;
    // The last signature commits to all ticks before it; each takes ten times as long as the rest of a tick.
    if (tip !== undefined) this.#checked(() => checkSignature(tip.tick, tip.hash));
    const { lastSeal, path: journal, readings } = this.#journal;
    if (lastSeal !== undefined && !this.#hasLastSeal) {
      const expected = `tick ${lastSeal.tau}, which seals readings up to ${lastSeal.first + lastSeal.count - 1} by ${journal}`;
      const message = `Expected ${this.#path} to have ${expected}, got ${this.#ticks} ticks without it`;
      throw new RecordFileError('chain', this.#path, message);
    }
    if (this.#unknown === undefined || isJournalLost) return;
    const expected = `the readings that tick ${this.#unknown} of ${this.#path} seals`;
    const message = `Expected ${journal} to have ${expected}, got ${readings} readings without them: it was lost, or is an older copy`;
    throw new RecordFileError('journal', journal, message);
  }

  #checked<T>(check: () => T): T {
    try {
      return check();
    } catch (cause) {
      const message = `Expected ${this.#path} to be a chain, got tick ${this.#ticks} that is refused: ${(cause as Error).message}`;
      throw new RecordFileError('tick', this.#path, message, { cause });
    }
  }
}
