import { bytesToHex, hashToHex } from '../../bitcoin/bytes.js';
import { MAX_U32 } from '../../bitcoin/check.js';
import type { Target } from '../../bitcoin/target.js';
import { InputError } from '../../errors.js';
import { ChainFile, type FsyncPolicy } from '../chain/chain-file.js';
import { ChainQueue, type Offered } from '../chain/chain-queue.js';
import { type ChainRules, ChainSet } from '../chain/chain-set.js';
import type { ChainedTick } from '../chain/chain-state.js';
import { calledRoot } from '../chain/round-root.js';
import type { TornEnd } from '../records/record-parser.js';
import { type Citation, hashOf, type Tick } from '../tick/tick.js';
import { TickError } from '../tick/tick-error.js';
import type { DeviceKey } from './device-key.js';
import { OwnChainError } from './own-chain-error.js';
import { TickMiner, type TickSearch } from './tick-miner.js';

export interface DeviceSettings {
  readonly session: string;
  readonly key: DeviceKey;
  /** The file of its chain. */
  readonly chain: string;
  readonly miner: TickSearch;
  /** What the session demands of all ticks. `rounds` has to be set where it is known which. */
  readonly rules?: ChainRules | undefined;
  /** Default `round`: on the disk with each `sync`. */
  readonly fsync?: FsyncPolicy | undefined;
}

/** Which round a tick is for. */
export interface RoundCall {
  /** From 1. */
  readonly number: number;
  /** The ticks of the round before that count, ascending by device key, an own one included; none in the first round. */
  readonly heads: readonly Citation[];
}

/** What a device is asked to tick. */
export interface DeviceRequest {
  /** One that compact bits express. */
  readonly target: Target;
  /** Digest of what is sealed with it: 32 bytes. Default: zeros. */
  readonly payload?: Uint8Array | undefined;
  /** Default: of no round, citing the newest verified tick of each peer. */
  readonly round?: RoundCall | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A tick of this device, and what it took. */
export interface DeviceTick extends ChainedTick {
  /** 0 for one that was there before. */
  readonly tries: number;
  readonly seconds: number;
}

const NOTHING: Offered = { accepted: [], refused: [] };

/**
 * One device of a session: its key, its chain on the disk, and what it has verified of its peers'. A device that starts anew has its own
 * ticks, but they cite its peers'; so it ticks again only once it has been given those, too.
 */
export class Device implements AsyncDisposable {
  readonly id: string;
  readonly #key: DeviceKey;
  readonly #file: ChainFile;
  readonly #queue: ChainQueue;
  readonly #miner: TickMiner;
  #lastRound: ChainedTick | undefined;
  #lastHash: Uint8Array | undefined;
  #failure: OwnChainError | undefined;

  private constructor({ key, miner }: DeviceSettings, file: ChainFile, queue: ChainQueue) {
    this.id = key.id;
    this.#key = key;
    this.#file = file;
    this.#queue = queue;
    this.#miner = new TickMiner(miner, key);
  }

  /** Opens its chain, or begins it. @throws as ChainFile.open; OwnChainError */
  static async open(settings: DeviceSettings): Promise<Device> {
    const { session, key, chain, rules, fsync = 'round' } = settings;
    const queue = new ChainQueue(new ChainSet(session, rules));
    let lastRound: ChainedTick | undefined;
    let last: Tick | undefined;
    const onTick = (tick: Tick) => {
      last = tick;
      const { accepted, refused } = queue.offer(tick, key.id, { isTrusted: true });
      if (refused[0] !== undefined) throw new OwnChainError(chain, refused[0].error);
      lastRound = accepted.findLast((own) => own.tick.round > 0) ?? lastRound;
    };
    const file = await ChainFile.open(chain, { session, device: key.publicKey, fsync, onTick });
    const device = new Device(settings, file, queue);
    device.#lastRound = lastRound;
    device.#lastHash = last && hashOf(last);
    return device;
  }

  /** An append that never came to its end, and was cut off at the opening. */
  get torn(): TornEnd | undefined {
    return this.#file.torn;
  }

  /** Ticks on its disk. */
  get ticks(): number {
    return this.#file.ticks;
  }

  /** Hash of the last of them, internal order. */
  get lastHash(): Uint8Array | undefined {
    return this.#lastHash;
  }

  /** Ticks on its disk that it can't follow yet, since they cite ticks of peers that it was not given. */
  get waiting(): number {
    return this.#queue.waiting(this.id);
  }

  /** Its own last tick that is verified. */
  get tip(): ChainedTick | undefined {
    return this.#set.head(this.id);
  }

  /** The last verified tick of another device. @param device its public key in hex */
  head(device: string): ChainedTick | undefined {
    return this.#set.head(device);
  }

  get #set(): ChainSet {
    return this.#queue.set;
  }

  /**
   * Mines its next tick and keeps it. Of a round that it has ticked for already (a void one is held again) it gives that tick.
   * @returns undefined when it was given up
   * @throws TickError (`unknown-citation`) while its own chain waits for others; OwnChainError once that is seen not to hold; InputError for
   *   a round that does not follow from what it knows; RecordFileError; otherwise as TickMiner.mine
   */
  async tick({ target, payload, round, signal }: DeviceRequest): Promise<DeviceTick | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    const obstacle = this.#queue.obstacle(this.id);
    if (obstacle !== undefined) throw obstacle;
    const citations = round === undefined ? this.#set.citations(this.id) : this.#cite(round);
    const root = round === undefined ? undefined : calledRoot(round.heads);
    const before = this.#lastRound;
    if (round !== undefined && before !== undefined && before.tick.round >= round.number) {
      if (before.tick.round === round.number && Buffer.compare(before.tick.roundRoot, root!) === 0) {
        return { ...before, tries: 0, seconds: 0 };
      }
      throw wrongRound(`one after ${before.tick.round}, the last that it ticked for`, round.number);
    }
    const request = { target, payload, round: root && { number: round!.number, root }, citations, signal };
    const mined = await this.#miner.mine(this.#set.prev(this.id), request);
    if (mined === undefined) return undefined;
    const chained = this.#set.add(mined.tick);
    await this.#keep(chained);
    return { ...chained, tries: mined.tries, seconds: mined.seconds };
  }

  /**
   * Takes a tick of a peer; or one of its own, which it has lost, and which it keeps again. What it has already changes nothing.
   * @throws RecordFileError; OwnChainError when a tick on its disk has waited for this one, and does not hold
   */
  async receive(tick: Tick): Promise<Offered> {
    const device = bytesToHex(tick.device);
    const isOwn = device === this.id;
    const hash = hashOf(tick);
    if (this.#set.find(hash) !== undefined || (isOwn && this.#queue.holds(device, hash))) return NOTHING;
    // One of its own can't wait: it is not on the disk before it is verified.
    const obstacle = isOwn ? (this.#queue.obstacle(device) ?? this.#queue.missing(tick)) : undefined;
    if (obstacle !== undefined) return { accepted: [], refused: [{ tick, error: obstacle }] };
    const offered = this.#queue.offer(tick, device);
    for (const chained of offered.accepted) {
      if (Buffer.compare(chained.hash, hash) === 0 && isOwn) await this.#keep(chained);
      else if (bytesToHex(chained.tick.device) === this.id) this.#remember(chained);
    }
    // One that has waited: of its own, those are on the disk.
    const bad = offered.refused.find(
      (other) => other.tick !== tick && bytesToHex(other.tick.device) === this.id,
    );
    if (bad !== undefined) {
      this.#failure = new OwnChainError(this.#file.path, bad.error);
      throw this.#failure;
    }
    return offered;
  }

  /** At the end of a round: its ticks are on the disk when this resolves. @throws RecordFileError */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #keep(chained: ChainedTick): Promise<void> {
    this.#remember(chained);
    this.#lastHash = chained.hash;
    await this.#file.append(chained.tick);
  }

  #remember(chained: ChainedTick): void {
    if (chained.tick.round > 0) this.#lastRound = chained;
  }

  /** The peers' ticks among those that count for a round. */
  #cite({ number, heads }: RoundCall): Citation[] {
    if (!(Number.isInteger(number) && number >= 1 && number <= MAX_U32))
      throw wrongRound('one from 1', number);
    if (number > 1 === (heads.length === 0)) {
      throw wrongRound(number > 1 ? 'one with ticks of the round before' : 'without ticks before it', number);
    }
    for (const { device, head } of heads) {
      const known = this.#set.find(head);
      if (known?.device === bytesToHex(device) && known.round === number - 1) continue;
      const expected = `to cite ticks of round ${number - 1} that are known`;
      throw new TickError('unknown-citation', `${expected}, got ${hashToHex(head)}`, [{ device, head }]);
    }
    return heads.filter(({ device }) => Buffer.compare(device, this.#key.publicKey) !== 0);
  }
}

function wrongRound(expected: string, number: number): InputError {
  return new InputError('ERR_INVALID_OPTION', 'round', expected, number);
}
