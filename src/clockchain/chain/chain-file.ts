import { InputError } from '../../errors.js';
import { FRAME_SIZE } from '../records/record.js';
import { RecordFile } from '../records/record-file.js';
import { LONGEST_REMAINS, type TornEnd } from '../records/record-parser.js';
import type { Tick } from '../tick/tick.js';
import { encodeTick } from '../tick/tick-codec.js';
import { CHAIN_FORMAT, type ChainHead, encodeHead, readHead, readTick, TICK_KIND } from './chain-format.js';
import { ChainLock } from './chain-lock.js';
import { checkDevice, checkOwner } from './file-owner.js';

/**
 * When ticks are forced to the disk: with each of them, when `sync` is called (and after 64 KiB at the latest), or never by us. What a
 * loss of power leaves of the last can be longer than an unfinished append: then it is damage, and the file has to be replaced by a copy.
 */
export const FSYNC_POLICIES = ['tick', 'round', 'none'] as const;

export type FsyncPolicy = (typeof FSYNC_POLICIES)[number];

export interface ChainFileOptions extends ChainHead {
  readonly fsync: FsyncPolicy;
  /** Given each tick that is there already, in order and unchecked. What it throws ends the opening, and the file stays as it was. */
  readonly onTick?: ((tick: Tick) => void) | undefined;
}

/**
 * One device's chain on disk, which grows by a tick at a time and has one writer. A tick that was acknowledged outlasts the process;
 * whether a loss of power too, is the policy's matter.
 */
export class ChainFile {
  readonly path: string;
  readonly #file: RecordFile;
  readonly #lock: ChainLock;
  readonly #head: ChainHead;
  readonly #fsync: FsyncPolicy;
  /** Bytes of ticks that were not forced to the disk. */
  #unforced = 0;

  private constructor(file: RecordFile, lock: ChainLock, head: ChainHead, fsync: FsyncPolicy) {
    this.path = file.path;
    this.#file = file;
    this.#lock = lock;
    this.#head = head;
    this.#fsync = fsync;
  }

  /**
   * Opens a chain for writing, or begins it. An append that never came to its end is cut off, and told in `torn`.
   * @throws ChainLockedError; RecordFileError when it is damaged, another device's, another session's, or can't be read or written;
   *   InputError
   */
  static async open(path: string, { session, device, fsync, onTick }: ChainFileOptions): Promise<ChainFile> {
    if (!FSYNC_POLICIES.includes(fsync)) {
      throw new InputError('ERR_INVALID_OPTION', 'fsync', `one of ${FSYNC_POLICIES.join(', ')}`, fsync);
    }
    const owner = { session, device: Uint8Array.from(device) };
    const head = encodeHead(owner);
    const lock = await ChainLock.acquire(path);
    try {
      const file = await RecordFile.open(path, {
        format: CHAIN_FORMAT,
        head,
        onRecord(record) {
          if (record.number === 0) checkOwner(path, 'chain', readHead(path, record), owner);
          else {
            const { tick } = readTick(path, record);
            onTick?.(tick);
          }
        },
      });
      return new ChainFile(file, lock, owner, fsync);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** What was cut off at the opening. */
  get torn(): TornEnd | undefined {
    return this.#file.torn;
  }

  /** Ticks in the file. */
  get ticks(): number {
    return this.#file.records - 1;
  }

  /**
   * Adds a tick behind all those that were added before. It is not checked, but for its device.
   * @throws RecordFileError: without it, the file is as before; TickError (`length`)
   */
  async append(tick: Tick): Promise<void> {
    checkDevice(this.path, 'chain', tick.device, this.#head.device);
    const body = encodeTick(tick);
    const size = FRAME_SIZE + 1 + body.length;
    // What a loss of power may leave of ticks that were not forced has to be told from damage.
    if (this.#fsync === 'round' && this.#unforced + size > LONGEST_REMAINS) await this.sync();
    this.#unforced += size;
    await this.#file.append(TICK_KIND, body, this.#fsync === 'tick');
  }

  /** At the end of a round: resolves when its ticks are on the disk, or at once where the policy is `none`. @throws RecordFileError */
  async sync(): Promise<void> {
    this.#unforced = 0;
    if (this.#fsync !== 'none') await this.#file.sync();
  }

  /** Waits for what was begun, syncs, and lets others write the chain. A second time does nothing. */
  async close(): Promise<void> {
    try {
      if (!this.#file.isClosed) await this.sync();
    } finally {
      await this.#file.close();
      await this.#lock.release();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
