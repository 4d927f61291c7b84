import { bytesToHex } from '../../bitcoin/bytes.js';
import { formatBits } from '../../bitcoin/compact.js';
import { Target } from '../../bitcoin/target.js';
import type { ChainedTick } from '../chain/chain-state.js';
import type { DeviceConnection, DeviceLink } from '../link/device-link.js';
import { type CoordinatorMessage, type DeviceMessage, WireError } from '../link/wire.js';
import { type PacedOrder, Pacer } from '../pacer.js';
import type { Tick } from '../tick/tick.js';
import { decodeTick } from '../tick/tick-codec.js';
import { TickError } from '../tick/tick-error.js';
import { AgreedTargets } from './agreed-targets.js';
import { easier } from './agreements.js';
import { Assignment, type Task } from './assignment.js';
import { MinedWork } from './mined-work.js';
import { Outbox } from './outbox.js';
import { Recall } from './recall.js';
import { Refusals } from './refusals.js';
import type { PastTick, SessionChains } from './session-chains.js';
import type { NamedDevice, SessionEvent } from './session-log.js';

/** What its ticks are mined to: one target, or what its rate makes of a pace. */
export type Goal = Target | Pacer;

/** What a member needs of its session. */
export interface MemberSettings {
  readonly link: DeviceLink;
  readonly goal: Goal;
  readonly chains: SessionChains;
  readonly open: Extract<CoordinatorMessage, { type: 'open' }>;
  /** The member that is that device, by its public key in hex. */
  readonly find: (device: string) => Member | undefined;
  readonly onEvent: (event: SessionEvent) => void;
  /** A tick that is verified: everyone but its device is to hear of it. */
  readonly onTick: (chained: ChainedTick) => void;
  /** It has told its past, or has gone: others may have waited for what it had. */
  readonly onTold: () => void;
  /** Something has changed. */
  readonly onChange: () => void;
  /** What ends the session: its own disk's. */
  readonly onFailure: (error: unknown) => void;
  readonly firstPauseMilliseconds?: number | undefined;
}

/** How far a connection has come: the device has said who it is, has opened its chain, has told what is new of it, and is told what it missed. */
type Stage = 'away' | 'called' | 'greeted' | 'opened' | 'told' | 'joined';

/** One device of a session, as its coordinator sees it. It is called again when it goes. */
export class Member {
  readonly name: string;
  readonly pacer: Pacer | undefined;
  /** Of this run. */
  readonly work = new MinedWork();
  readonly #settings: MemberSettings;
  /** Of what it told. */
  readonly #refused: Refusals;
  /** By it, of what it was told. */
  readonly #refusals: Refusals;
  #targets: AgreedTargets;
  #device: string | undefined;
  #connection: DeviceConnection | undefined;
  #stage: Stage = 'away';
  #outbox: Outbox | undefined;
  /** It has been told all that came before. */
  #isPresent = false;
  /** It has been there, or it has been seen that it is not. */
  #isKnown = false;
  #isClosed = false;
  /** Why it is not called again. */
  #isBarred = false;
  readonly #assignment = new Assignment({
    onOrder: (order, task) => this.#order(order, task),
    refusals: () => this.#refused.total,
    onEmpty: (message) => this.refuse('unexpected', message),
    onUseless: (cause) => this.#bar(cause),
  });
  readonly #recall: Recall;
  /** Why we have ended the connection. */
  #cause: string | undefined;
  /** Why it is away. */
  #reason: string | undefined;
  /** The device's own account of its chain. */
  #opened = { ticks: 0, torn: 0 };

  constructor(settings: MemberSettings) {
    this.#settings = settings;
    this.name = settings.link.name;
    const { goal, onEvent } = settings;
    this.pacer = goal instanceof Pacer ? goal : undefined;
    this.#targets = new AgreedTargets(this.#goal, this.#easiest);
    const tell = (by: 'coordinator' | 'device') => (fault: string, message: string) =>
      onEvent({ type: 'refused', by, ...this.named, fault, message });
    this.#refused = new Refusals(tell('coordinator'));
    this.#refusals = new Refusals(tell('device'));
    this.#recall = new Recall(settings.firstPauseMilliseconds);
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
    return this.#assignment.isMining;
  }

  /** What was refused of what it told, by fault. */
  get refused(): ReadonlyMap<string, number> {
    return this.#refused.counts;
  }

  /** Whether ticks of its past may still come. */
  get isTelling(): boolean {
    if (this.#isAt('told') || this.#isAt('joined')) return false;
    return !this.#isKnown || this.#isAt('greeted') || this.#isAt('opened');
  }

  /** What it was last ordered to mine to. */
  get target(): Target {
    return this.#targets.current;
  }

  /** Whether it does not do its task. */
  get hasRefused(): boolean {
    return this.#assignment.hasRefused;
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
    this.#stage = 'called';
    this.#cause = undefined;
    const connection = this.#settings.link.connect({
      onMessage: async (message) => {
        // Of one that is sent away nothing more is taken, while it ends.
        if (isOver || this.#cause !== undefined) return;
        try {
          await this.#take(message, connection);
        } catch (error) {
          if (error instanceof TickError || error instanceof WireError)
            this.refuse(error.fault, error.message);
          else this.#settings.onFailure(error);
        }
      },
      onFault: (error) => {
        if (this.#cause === undefined) this.refuse(error.fault, error.message);
      },
      onEnd: (reason) => {
        isOver = true;
        this.#leave(reason);
      },
    });
    this.#connection = connection;
  }

  /** Gives it a task: asked for now, and again whenever it comes back. @param task undefined while there is nothing to do */
  assign(task: () => Task | undefined): void {
    this.#assignment.set(task);
    if (this.#isPresent) this.#assignment.begin();
  }

  /** Has it give up what it mines. */
  rest(): void {
    this.#assignment.set(undefined);
    if (this.isMining) this.#send({ type: 'stop' });
  }

  /** Has its ticks on its disk. */
  sync(): void {
    if (this.#isPresent) this.#send({ type: 'sync' });
  }

  /** Hands another device's tick on. */
  post(tick: Tick): void {
    this.#outbox?.post(tick);
  }

  /** Its past is told, and has to be settled: it joins, or what still waits of it is refused, and it can tell it again later. */
  settle(): void {
    if (this.#stage !== 'told' || this.#isClosed) return;
    const obstacle = this.#settings.chains.obstacle(this.#device!);
    if (obstacle === undefined) this.#join();
    else {
      this.refuse(obstacle.fault, obstacle.message);
      this.#end('its chain cites ticks that are not known');
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#recall.cancel();
    await this.#connection?.close();
  }

  /** Counts what is refused of what it told. The first ones of each fault are told. */
  refuse(fault: string, message: string): void {
    this.#refused.add(fault, message);
    // Nothing that it mines behind a chain of its own would be taken.
    if ((fault === 'version' && this.#device === undefined) || (isLink(fault) && !this.#isAt('joined')))
      this.#bar(message);
    this.#settings.onChange();
  }

  async #take(message: DeviceMessage, connection: DeviceConnection): Promise<void> {
    switch (message.type) {
      case 'hello':
        this.#expect('called', message);
        await this.#greet(message, connection);
        break;
      case 'opened':
        this.#expect('greeted', message);
        this.#compare(message);
        break;
      case 'told':
        this.#expect('opened', message);
        this.#stage = 'told';
        if (this.#settings.chains.waiting(this.#device!) === 0) this.#join();
        this.#settings.onTold();
        break;
      case 'tick':
        if (!this.#isAt('joined')) this.#expect('opened', message);
        await this.#takeTick(message);
        break;
      case 'mined':
        this.#targets.finish(message.order);
        if (this.#isPresent) this.#assignment.finish(message.order);
        this.#settings.onChange();
        break;
      case 'refused':
        this.#assignment.refuse(message.order);
        this.#refusals.add(message.fault, message.message);
        this.#settings.onChange();
        break;
      case 'fault':
        this.#barIf(message.code);
        this.#refusals.add(message.code, message.message);
        this.#end(message.message);
        break;
      case 'alive':
        break;
    }
  }

  async #greet(
    { device: key }: Extract<DeviceMessage, { type: 'hello' }>,
    connection: DeviceConnection,
  ): Promise<void> {
    const { chains, find, open } = this.#settings;
    const device = bytesToHex(key);
    const other = find(device);
    if (this.#device !== undefined && this.#device !== device) {
      return this.#turnAway('device', `Expected device ${this.#device} to come back, got ${device}`);
    }
    if (other !== undefined && other !== this) {
      return this.#turnAway('device', `Expected each device once, got ${device} under another name as well`);
    }
    this.#device = device;
    this.#stage = 'greeted';
    this.#targets = new AgreedTargets(this.#goal, easier(this.#easiest, chains.agreed(device)));
    await chains.agreements.agree(device, this.#easiest);
    await chains.admit(key);
    void connection.send(open);
  }

  /** Whether the device's chain and our copy of it are one. */
  #compare({ ticks, tip, torn }: Extract<DeviceMessage, { type: 'opened' }>): void {
    const { chains } = this.#settings;
    const device = this.#device!;
    this.#stage = 'opened';
    this.#opened = { ticks, torn };
    const copied = chains.ticks(device);
    // Of a longer one, the first tick that is new has to follow the last that is known.
    if (ticks > 0 && ticks <= copied && (tip === null || !chains.holds(device, tip))) {
      const message = `Expected its chain of ${ticks} ticks to be the one that is known here, got another`;
      this.#turnAway('link', message);
    } else this.#send({ type: 'history', after: Math.min(ticks, copied) });
  }

  #join(): void {
    const { chains, onFailure, onEvent, onChange } = this.#settings;
    this.#stage = 'joined';
    this.#recall.reset();
    const outbox = new Outbox({
      connection: this.#connection!,
      past: this.#unknown(chains.past()),
      onCaughtUp: () => {
        this.#isPresent = true;
        this.#isKnown = true;
        this.#reason = undefined;
        onEvent({ type: 'joined', ...this.named, ...this.#opened });
        // What it is to mine comes behind the past, on which that is built.
        this.#assignment.begin();
        onChange();
      },
      onBehind: (ticks) => this.#end(`it is ${ticks} ticks behind`),
    });
    this.#outbox = outbox;
    outbox.run().catch(onFailure);
  }

  /** What it does not have itself. */
  async *#unknown(past: AsyncIterable<PastTick>): AsyncGenerator<PastTick> {
    const own = this.#opened.ticks;
    for await (const one of past) if (one.device !== this.#device || one.tau > own) yield one;
  }

  /** Hands an order to it, behind what that is built on. */
  #order(order: number, task: Task): void {
    this.#targets.order(order, this.#goal);
    this.#outbox?.flush();
    this.#send({ type: 'mine', order, bits: this.target.bits, ...task });
  }

  async #takeTick(message: Extract<DeviceMessage, { type: 'tick' }>): Promise<void> {
    const { chains, find, onTick, onEvent, onChange } = this.#settings;
    const { tick: record, order, tries, seconds } = message;
    const device = this.#device!;
    const isPast = !this.#isAt('joined');
    if (!isPast && order === undefined) {
      throw new WireError('unexpected', 'Expected a tick that answers an order, got one without its number');
    }
    const tick = decodeTick(record);
    if (bytesToHex(tick.device) !== device) {
      throw new TickError(
        'device',
        `to be of device ${device}, which told it, got ${bytesToHex(tick.device)}`,
      );
    }
    this.#targets.check(tick, isPast ? undefined : order);
    // In a round that is held again it answers with what it has.
    const known = chains.set.find(tick.header.hashBytes());
    if (
      known?.device === device &&
      tries === 0 &&
      known.round > 0 &&
      known.round === this.#assignment.round
    ) {
      return onChange();
    }
    // What it cites it has from us; only its past may be known here later than to itself.
    const { accepted, refused } = await chains.add(tick, device, isPast);
    for (const chained of accepted) {
      const isNew = chained.tick === tick;
      const isMined = isNew && !isPast && tries > 0;
      const isAtPace = isMined && this.#targets.of(order!).isAtPace;
      if (isMined) {
        const target = tick.header.target();
        this.work.add(target, { tries, seconds }, isAtPace);
        this.pacer?.add({ tries, seconds, target });
      }
      if (isNew && !isPast) this.#assignment.take(tries);
      const owner = bytesToHex(chained.tick.device);
      onTick(chained);
      onEvent({
        type: 'tick',
        name: find(owner)?.name ?? owner,
        device: owner,
        tau: chained.tau,
        lamport: chained.lamport,
        round: chained.tick.round,
        hash: chained.tick.header.hash(),
        bits: formatBits(chained.tick.header.bits),
        ...(isAtPace ? { every: this.pacer!.every } : {}),
        ...(isMined ? { tries, seconds } : { tries: 0, seconds: 0 }),
      });
    }
    for (const { tick: other, error } of refused) {
      if (other === tick) throw error;
      // It had waited for this one.
      find(bytesToHex(other.device))?.refuse(error.fault, error.message);
    }
    onChange();
  }

  #leave(reason: string | undefined): void {
    const { chains, onEvent, onChange, onTold } = this.#settings;
    this.#connection = undefined;
    this.#stage = 'away';
    this.#outbox?.end();
    this.#outbox = undefined;
    if (this.#device !== undefined) chains.forget(this.#device);
    // At the session's end it is as it was.
    if (!this.#isClosed) this.#isPresent = false;
    this.#assignment.leave();
    this.#isKnown = true;
    const why = this.#cause ?? reason;
    // Told once, however often it is called in vain.
    if (why !== undefined && why !== this.#reason) onEvent({ type: 'absent', ...this.named, reason: why });
    this.#reason = why;
    onTold();
    onChange();
    if (this.#isClosed || this.#isBarred) return;
    this.#recall.schedule(() => this.connect());
  }

  #turnAway(fault: string, message: string): void {
    this.#bar(message);
    this.refuse(fault, message);
  }

  /** Takes nothing more of it: by calling again it would not become another. */
  #bar(cause: string): void {
    this.#isBarred = true;
    this.#end(cause);
  }

  /** Ends the connection, once. */
  #end(cause: string): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    void this.#connection?.close();
  }

  /** What does not change by calling again. */
  #barIf(code: string): void {
    if (/^ERR_(DEVICE_KEY|CHAIN_FILE|INVALID_TICK)$/.test(code)) this.#isBarred = true;
  }

  /** What it is to mine to next. */
  get #goal(): PacedOrder {
    const { goal } = this.#settings;
    return goal instanceof Target ? { target: goal, isAtPace: false } : goal.order;
  }

  /** The easiest target that any order of this run has. */
  get #easiest(): Target {
    const { goal } = this.#settings;
    return goal instanceof Target ? goal : Pacer.easiest;
  }

  #isAt(stage: Stage): boolean {
    return this.#stage === stage;
  }

  /** @throws WireError (`unexpected`) for what comes once in a connection, and not now */
  #expect(stage: Stage, { type }: DeviceMessage): void {
    if (this.#stage === stage) return;
    throw new WireError('unexpected', `Expected no such message now, got ${type}`);
  }

  #send(message: CoordinatorMessage): void {
    void this.#connection?.send(message);
  }
}

function isLink(fault: string): boolean {
  return fault === 'link' || fault === 'stale';
}
