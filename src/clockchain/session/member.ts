import { bytesToHex } from '../../bitcoin/bytes.js';
import { decodeCompact, formatBits } from '../../bitcoin/compact.js';
import { Target } from '../../bitcoin/target.js';
import type { ChainedTick } from '../chain/chain-state.js';
import {
  type CoordinatorMessage,
  type DeviceMessage,
  type MineMessage,
  tickMessage,
  WireError,
} from '../link/wire.js';
import { type PacedOrder, Pacer } from '../pacer.js';
import type { Tick } from '../tick/tick.js';
import { decodeTick } from '../tick/tick-codec.js';
import { TickError } from '../tick/tick-error.js';
import type { DeviceConnection, DeviceLink } from './device-link.js';
import type { SessionChains } from './session-chains.js';
import type { NamedDevice, SessionEvent } from './session-log.js';

/** What a device is to mine. */
export type Task = Omit<MineMessage, 'type' | 'order' | 'bits'>;

/** What its ticks are mined to: one target, or what its rate makes of a pace. */
export type Goal = Target | Pacer;

/** What a member needs of its session. */
export interface MemberSettings {
  readonly link: DeviceLink;
  readonly goal: Goal;
  readonly chains: SessionChains;
  readonly open: Extract<CoordinatorMessage, { type: 'open' }>;
  /** Whether another member is that device. */
  readonly isTaken: (device: string) => boolean;
  readonly onEvent: (event: SessionEvent) => void;
  /** A tick that is verified: everyone but its device is to hear of it. */
  readonly onTick: (chained: ChainedTick) => void;
  /** Something has changed. */
  readonly onChange: () => void;
  /** What ends the session: its own disk's. */
  readonly onFailure: (error: unknown) => void;
  readonly firstPauseMilliseconds?: number | undefined;
}

const FIRST_PAUSE_MILLISECONDS = 1000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;
/** Ticks of others that a device may be behind before it is cut off, and begins anew from the files. */
const MOST_BEHIND = 65_536;

/** Refusals of one fault that are told; all are counted. */
const MOST_TOLD = 10;
const MOST_FAULTS = 64;
/** Orders that a device may be behind: each gives up the one before, which it says of each. */
const MOST_ORDERS = 64;

/** One device of a session, as its coordinator sees it. It is called again when it goes. */
export class Member {
  readonly name: string;
  readonly pacer: Pacer | undefined;
  /** What was refused of what it told, by fault. */
  readonly refused = new Map<string, number>();
  /** Ticks of this run that took tries, and what they took. */
  ticks = 0;
  tries = 0;
  seconds = 0;
  /** The ticks that so many tries give on average, each to its own target. */
  due = 0;
  /** Ticks at the pace, and what they took. */
  readonly paced = { ticks: 0, seconds: 0 };
  readonly #settings: MemberSettings;
  #device: string | undefined;
  #connection: DeviceConnection | undefined;
  /** Its chain is the one that is known here. */
  #hasJoined = false;
  /** It has been told all that came before. */
  #isPresent = false;
  /** It has been there, or it has been seen that it is not. */
  #isKnown = false;
  #isClosed = false;
  /** Why it is not called again. */
  #isBarred = false;
  #order = 0;
  #isMining = false;
  #task: (() => Task | undefined) | undefined;
  #isRepeated = false;
  /** Ticks that were taken of the order under way. */
  #taken = 0;
  /** What it was ordered to mine to, by order; the ones that it is done with are left out. */
  readonly #orders = new Map<number, PacedOrder>();
  #goal: PacedOrder;
  #hasRefused = false;
  #outbox: Tick[] = [];
  #onPost: () => void = () => {};
  #pause: number;
  #timer: NodeJS.Timeout | undefined;
  /** What it refused of what it was told, by fault. */
  readonly #refusals = new Map<string, number>();
  /** Why it is away. */
  #reason: string | undefined;
  /** The device's own account of its chain. */
  #opened = { ticks: 0, torn: 0 };

  constructor(settings: MemberSettings) {
    this.#settings = settings;
    this.name = settings.link.name;
    const { goal } = settings;
    this.pacer = goal instanceof Pacer ? goal : undefined;
    this.#goal = goal instanceof Target ? { target: goal, isAtPace: false } : goal.order;
    this.#pause = settings.firstPauseMilliseconds ?? FIRST_PAUSE_MILLISECONDS;
  }

  /** Its public key in hex, once it has told it. */
  get device(): string | undefined {
    return this.#device;
  }

  /** Whether it is there, and has been told all that came before. */
  get isPresent(): boolean {
    return this.#isPresent;
  }

  /** Whether it has joined, or failed to, at least once. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Whether it is gone for good. */
  get isBarred(): boolean {
    return this.#isBarred && this.#connection === undefined;
  }

  /** Whether it is at its task. */
  get isMining(): boolean {
    return this.#isMining;
  }

  /** Whether it does not take its task. */
  get hasRefused(): boolean {
    return this.#hasRefused;
  }

  /** What it was last ordered to mine to. */
  get target(): Target {
    return this.#goal.target;
  }

  /** The last tick of its chain that is verified. */
  get tip(): ChainedTick | undefined {
    return this.#device === undefined ? undefined : this.#settings.chains.set.head(this.#device);
  }

  get named(): NamedDevice {
    return { name: this.name, device: this.#device };
  }

  /** Calls the device. */
  connect(): void {
    let isOver = false;
    const connection = this.#settings.link.connect({
      onMessage: async (message) => {
        if (isOver) return;
        try {
          await this.#take(message, connection);
        } catch (error) {
          if (error instanceof TickError || error instanceof WireError)
            this.refuse(error.fault, error.message);
          else this.#settings.onFailure(error);
        }
      },
      onFault: (error) => this.refuse(error.fault, error.message),
      onEnd: (reason) => {
        isOver = true;
        this.#leave(reason);
      },
    });
    this.#connection = connection;
  }

  /**
   * Gives it a task: asked for now, and again whenever it comes back.
   * @param task undefined while there is nothing to do
   * @param isRepeated it is asked for again, too, when it is done
   */
  assign(task: () => Task | undefined, { isRepeated = false } = {}): void {
    this.#task = task;
    this.#isRepeated = isRepeated;
    this.#begin();
  }

  /** Has it give up what it mines. */
  rest(): void {
    this.#task = undefined;
    if (this.#isMining) this.#send({ type: 'stop' });
  }

  /** Has its ticks on its disk. */
  sync(): void {
    if (this.#isPresent) this.#send({ type: 'sync' });
  }

  /** Hands another device's tick on. */
  post(tick: Tick): void {
    if (!this.#hasJoined) return;
    this.#outbox.push(tick);
    this.#onPost();
    if (this.#outbox.length > MOST_BEHIND) void this.#connection?.close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#connection?.close();
  }

  /** Counts what is refused of what it told. The first ones of each fault are told. */
  refuse(fault: string, message: string): void {
    const count = this.refused.get(fault) ?? 0;
    this.refused.set(fault, count + 1);
    if (count < MOST_TOLD) {
      this.#settings.onEvent({ type: 'refused', by: 'coordinator', ...this.named, fault, message });
    }
    // Nothing that it mines behind a chain of its own would be taken.
    if ((fault === 'version' && this.#device === undefined) || (isLink(fault) && !this.#hasJoined))
      this.#bar();
    this.#settings.onChange();
  }

  async #take(message: DeviceMessage, connection: DeviceConnection): Promise<void> {
    const { onEvent, onChange } = this.#settings;
    switch (message.type) {
      case 'hello':
        await this.#greet(message, connection);
        break;
      case 'opened':
        this.#compare(message);
        break;
      case 'told':
        this.#join();
        break;
      case 'tick':
        await this.#takeTick(message);
        break;
      case 'mined':
        for (const order of this.#orders.keys()) if (order <= message.order) this.#orders.delete(order);
        if (message.order === this.#order) {
          this.#isMining = false;
          // Of one whose ticks are refused, more would be refused likewise.
          if (this.#isRepeated && message.isWhole && this.#taken > 0) this.#begin();
          onChange();
        }
        break;
      case 'refused':
        // Of all else that it refuses, its task is to be done.
        if (message.order === this.#order) this.#hasRefused = true;
        this.#tellRefusal(message.fault, message.message);
        onChange();
        break;
      case 'fault':
        this.#barIf(message.code);
        onEvent({
          type: 'refused',
          by: 'device',
          ...this.named,
          fault: message.code,
          message: message.message,
        });
        break;
      case 'alive':
        break;
    }
  }

  /** The first ones of each fault, as of what we refuse. */
  #tellRefusal(fault: string, message: string): void {
    const count = this.#refusals.get(fault) ?? 0;
    // A device that makes names up does not fill the memory.
    if (count >= MOST_TOLD || this.#refusals.size > MOST_FAULTS) return;
    this.#refusals.set(fault, count + 1);
    this.#settings.onEvent({ type: 'refused', by: 'device', ...this.named, fault, message });
  }

  async #greet(
    { device: key }: Extract<DeviceMessage, { type: 'hello' }>,
    connection: DeviceConnection,
  ): Promise<void> {
    const { chains, isTaken, open } = this.#settings;
    const device = bytesToHex(key);
    if (this.#device !== undefined && this.#device !== device) {
      this.#isBarred = true;
      this.refuse('device', `Expected device ${this.#device} to come back, got ${device}`);
      void connection.close();
      return;
    }
    if (this.#device === undefined && isTaken(device)) {
      this.#isBarred = true;
      this.refuse('device', `Expected each device once, got ${device} under another name as well`);
      void connection.close();
      return;
    }
    this.#device = device;
    await chains.admit(key);
    void connection.send(open);
  }

  /** Whether the device's chain and our copy of it are one. */
  #compare({ ticks, tip, torn }: Extract<DeviceMessage, { type: 'opened' }>): void {
    if (this.#device === undefined || this.#hasJoined) throw unexpected('opened');
    const { chains } = this.#settings;
    this.#opened = { ticks, torn };
    const copied = chains.ticks(this.#device);
    // Of a longer one, the first tick that is new has to follow the last that is known.
    if (ticks > 0 && ticks <= copied && (tip === null || !chains.holds(this.#device, tip))) {
      this.#isBarred = true;
      this.refuse(
        'link',
        `Expected its chain of ${ticks} ticks to be the one that is known here, got another`,
      );
      void this.#connection?.close();
      return;
    }
    this.#send({ type: 'history', after: Math.min(ticks, copied) });
  }

  #join(): void {
    if (this.#device === undefined || this.#hasJoined) throw unexpected('told');
    this.#hasJoined = true;
    this.#pause = this.#settings.firstPauseMilliseconds ?? FIRST_PAUSE_MILLISECONDS;
    this.#outbox = [];
    const connection = this.#connection!;
    const past = this.#settings.chains.past();
    this.#feed(connection, past, this.#opened.ticks).catch(this.#settings.onFailure);
  }

  async #feed(
    connection: DeviceConnection,
    past: AsyncIterable<{ tick: Tick; device: string; tau: number }>,
    own: number,
  ): Promise<void> {
    for await (const { tick, device, tau } of past) {
      if (connection !== this.#connection) return;
      if (device !== this.#device || tau > own) await connection.send(tickMessage(tick));
    }
    while (connection === this.#connection) {
      for (let tick = this.#outbox.shift(); tick !== undefined; tick = this.#outbox.shift()) {
        await connection.send(tickMessage(tick));
      }
      if (connection !== this.#connection) return;
      if (!this.#isPresent) {
        this.#isPresent = true;
        this.#isKnown = true;
        this.#reason = undefined;
        this.#settings.onEvent({ type: 'joined', ...this.named, ...this.#opened });
        // What it is to mine comes behind the past, on which that is built.
        this.#begin();
        this.#settings.onChange();
      }
      if (this.#outbox.length > 0) continue;
      await new Promise<void>((resolve) => {
        this.#onPost = resolve;
      });
    }
  }

  #begin(): void {
    if (!this.#isPresent) return;
    this.#hasRefused = false;
    const task = this.#task?.();
    if (task === undefined) return;
    this.#isMining = true;
    this.#order++;
    this.#taken = 0;
    if (this.pacer !== undefined) this.#goal = this.pacer.order;
    this.#orders.set(this.#order, this.#goal);
    for (const order of this.#orders.keys())
      if (order <= this.#order - MOST_ORDERS) this.#orders.delete(order);
    const mine: MineMessage = { type: 'mine', order: this.#order, bits: this.target.bits, ...task };
    // Behind what it is built on.
    for (const tick of this.#outbox.splice(0)) this.#send(tickMessage(tick));
    this.#send(mine);
  }

  async #takeTick(message: Extract<DeviceMessage, { type: 'tick' }>): Promise<void> {
    const { chains, open, onTick, onEvent, onChange } = this.#settings;
    const { tick: record, order, tries, seconds } = message;
    const device = this.#device;
    // Its history is told before it joins; later ticks are of what it was asked for.
    if (device === undefined || (this.#hasJoined && order === undefined)) throw unexpected('tick');
    const tick = decodeTick(record);
    if (bytesToHex(tick.device) !== device) {
      throw new TickError(
        'device',
        `to be of device ${device}, which told it, got ${bytesToHex(tick.device)}`,
      );
    }
    // In a round that is held again it answers with what it has.
    const known = chains.set.find(tick.header.hashBytes());
    if (known?.device === device && tries === 0) return onChange();
    // What it is to cite in a round it was told; only its history can be ahead of that of others.
    const missing = order !== undefined && open.rounds ? chains.missing(tick) : undefined;
    if (missing !== undefined) throw missing;
    const ordered = this.#orderedIn(order);
    this.#checkTarget(tick, ordered);
    const { accepted, refused } = await chains.add(tick, device);
    for (const { tick: other, error } of refused) {
      if (other === tick) throw error;
      this.#settings.onEvent({
        type: 'refused',
        by: 'coordinator',
        name: bytesToHex(other.device),
        fault: error.fault,
        message: error.message,
      });
    }
    for (const chained of accepted) {
      const isNew = chained.tick === tick;
      const isAtPace = isNew && tries > 0 && ordered.isAtPace;
      if (isNew && tries > 0) this.#count(tick, tries, seconds, isAtPace);
      const cost = isNew ? { tries, seconds } : { tries: 0, seconds: 0 };
      onTick(chained);
      onEvent({
        type: 'tick',
        ...(isNew
          ? this.named
          : { name: bytesToHex(chained.tick.device), device: bytesToHex(chained.tick.device) }),
        tau: chained.tau,
        lamport: chained.lamport,
        round: chained.tick.round,
        hash: chained.tick.header.hash(),
        bits: formatBits(chained.tick.header.bits),
        ...(isAtPace ? { every: this.pacer!.every } : {}),
        ...cost,
      });
    }
    onChange();
  }

  #count({ header }: Tick, tries: number, seconds: number, isAtPace: boolean): void {
    const target = header.target();
    this.#taken++;
    this.ticks++;
    this.tries += tries;
    this.seconds += seconds;
    this.due += tries / target.expectedHashes;
    this.pacer?.add({ tries, seconds, target });
    if (!isAtPace) return;
    this.paced.ticks++;
    this.paced.seconds += seconds;
  }

  /** A tick of an order that was given up meanwhile may still be on its way; one of no order that is open is held against the last. */
  #orderedIn(order: number | undefined): PacedOrder {
    return (order === undefined ? undefined : this.#orders.get(order)) ?? this.#goal;
  }

  /** What it mines now is to the target of its order; its past, which it tells before it joins, may be to any that the session has agreed. */
  #checkTarget({ header }: Tick, { target: ordered }: PacedOrder): void {
    if (!this.#hasJoined || decodeCompact(header.bits).fault !== undefined) return;
    const target = header.target();
    if (target.toBigInt() <= ordered.toBigInt()) return;
    throw new TickError('bits', `to have a target of at most ${ordered}, got ${target}`);
  }

  #leave(reason: string | undefined): void {
    const { onEvent, onChange } = this.#settings;
    this.#connection = undefined;
    // At the session's end it is as it was.
    if (!this.#isClosed) this.#isPresent = false;
    this.#hasJoined = false;
    this.#isMining = false;
    this.#orders.clear();
    this.#isKnown = true;
    this.#onPost();
    // Told once, however often it is called in vain.
    if (reason !== undefined && reason !== this.#reason) onEvent({ type: 'absent', ...this.named, reason });
    this.#reason = reason;
    onChange();
    if (this.#isClosed || this.#isBarred) return;
    this.#timer = setTimeout(() => this.connect(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MILLISECONDS);
  }

  /** Takes nothing more of it: by calling again it would not become another. */
  #bar(): void {
    this.#isBarred = true;
    void this.#connection?.close();
  }

  /** What does not change by calling again. */
  #barIf(code: string): void {
    if (/^ERR_(DEVICE_KEY|CHAIN_FILE|INVALID_TICK)$/.test(code)) this.#isBarred = true;
  }

  #send(message: CoordinatorMessage): void {
    void this.#connection?.send(message);
  }
}

function unexpected(type: string): WireError {
  return new WireError('unexpected', `Expected no such message now, got ${type}`);
}

function isLink(fault: string): boolean {
  return fault === 'link' || fault === 'stale';
}
