import { join } from 'node:path';
import { bytesToHex } from '../../bitcoin/bytes.js';
import type { Target } from '../../bitcoin/target.js';
import { makeFolder } from '../../node/durable-file.js';
import { type After, afterTimeout } from '../../remote/patience.js';
import type { FsyncPolicy } from '../chain/chain-file.js';
import { ChainLock } from '../chain/chain-lock.js';
import type { ChainedTick } from '../chain/chain-state.js';
import type { DeviceLink } from '../link/device-link.js';
import { WIRE_VERSION } from '../link/wire.js';
import { Pacer } from '../pacer.js';
import { Agreements, easier } from './agreements.js';
import { type Goal, Member } from './member.js';
import { RoundPace } from './round-pace.js';
import { SessionChains } from './session-chains.js';
import { type SessionEvent, SessionLog, type SessionMode } from './session-log.js';
import { figuresOf } from './session-view.js';

export interface SessionSettings {
  /** 1 to 200 bytes of UTF-8. */
  readonly session: string;
  /** For its log, `log.jsonl`, what is agreed with the devices, `agreed.records`, and the copies of the chains, in `chains`. */
  readonly folder: string;
  readonly mode: SessionMode;
  /** One at least. */
  readonly devices: readonly SessionDevice[];
  /** Default `round`. */
  readonly fsync?: FsyncPolicy | undefined;
  readonly onEvent?: ((event: SessionEvent) => void) | undefined;
  /** How long to wait, at the start, for devices that have not come; default 120 s. */
  readonly startSeconds?: number | undefined;
  /** Before a device is called again for the first time; each time twice as long, up to 30 s. Default 1 s. */
  readonly firstPauseMilliseconds?: number | undefined;
  /** For what is waited for; default: a timer. */
  readonly after?: After | undefined;
}

/** A device, with the target of its ticks, which compact bits express; or with the seconds that it is to tick at, by its measured rate. */
export type SessionDevice = { readonly link: DeviceLink } & (
  | { readonly target: Target; readonly every?: undefined }
  | { readonly every: number; readonly target?: undefined }
);

/** How waiting ended. */
export type Waited = 'so' | 'timeout' | 'aborted';

/**
 * Devices and their coordinator. The coordinator calls the devices, verifies every tick, keeps a copy of every chain and hands each tick on
 * to the others. What a device does wrong is refused, counted and named, and ends nothing; it is called again when it goes.
 */
export class Session {
  readonly mode: SessionMode;
  readonly members: readonly Member[];
  readonly chains: SessionChains;
  readonly log: SessionLog;
  /** Its rounds against the pace of its devices. */
  readonly roundPace = new RoundPace();
  readonly #settings: SessionSettings;
  readonly #began = performance.now();
  readonly #waiting = new Set<() => void>();
  readonly #lock: ChainLock;
  /** At the start nobody came. */
  #isForsaken = false;
  #failure: { readonly error: unknown } | undefined;

  private constructor(settings: SessionSettings, lock: ChainLock, chains: SessionChains, log: SessionLog) {
    this.mode = settings.mode;
    this.chains = chains;
    this.log = log;
    this.#lock = lock;
    this.#settings = settings;
    const { session, mode, devices, fsync = 'round', firstPauseMilliseconds } = settings;
    const open = {
      type: 'open',
      version: WIRE_VERSION,
      session,
      rounds: mode === 'rounds',
      easiest: chains.easiest.bits,
      fsync,
    } as const;
    this.members = devices.map(
      (device) =>
        new Member({
          link: device.link,
          goal: goalOf(device),
          chains,
          open,
          firstPauseMilliseconds,
          find: (key) => this.members.find((member) => member.device === key),
          onEvent: (event) => this.tell(event),
          onTick: (chained) => this.#handOn(chained),
          onTold: () => this.#settle(),
          onChange: () => this.#wake(),
          onFailure: (error) => {
            this.#failure ??= { error };
            this.#wake();
          },
        }),
    );
  }

  /**
   * Opens the session's folder, of which there is one coordinator at a time; what is in it already is verified and gone on with.
   * @throws ChainLockedError; as Agreements.open, SessionChains.open, SessionLog.open
   */
  static async open(settings: SessionSettings): Promise<Session> {
    const { session, folder, mode, fsync = 'round', devices } = settings;
    await makeFolder(folder);
    const lock = await ChainLock.acquire(join(folder, 'log.jsonl'));
    let chains: SessionChains | undefined;
    try {
      const targets = devices.map(({ target }) => target ?? Pacer.easiest);
      const easiest = targets.reduce((one, other) => easier(one, other));
      const agreements = await Agreements.open(join(folder, 'agreed.records'), session);
      const options = { session, rounds: mode === 'rounds', easiest, fsync, agreements };
      chains = await SessionChains.open(join(folder, 'chains'), options);
      const log = await SessionLog.open(join(folder, 'log.jsonl'));
      const opened = new Session(settings, lock, chains, log);
      const named = devices.map(({ link, target, every }) => ({
        name: link.name,
        ...(target === undefined ? { every } : { target: target.toHex() }),
      }));
      opened.tell({ type: 'session', session, mode, devices: named });
      return opened;
    } catch (error) {
      await chains?.close();
      await lock.release();
      throw error;
    }
  }

  /** Seconds since it was opened. */
  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  get present(): Member[] {
    return this.members.filter(({ isPresent }) => isPresent);
  }

  /** Calls all devices, and waits until each is there or has failed to come once. Where none is there, the session is deserted. */
  async start(signal?: AbortSignal): Promise<void> {
    for (const member of this.members) member.connect();
    const { startSeconds = 120 } = this.#settings;
    await this.until(() => this.members.every(({ isKnown }) => isKnown), signal, startSeconds);
    this.#isForsaken = this.present.length === 0;
  }

  /**
   * Waits until something is so.
   * @throws what the session can't go on with, such as a full disk
   */
  async until(isSo: () => boolean, signal?: AbortSignal, seconds?: number): Promise<Waited> {
    const { after = afterTimeout } = this.#settings;
    let isLate = false;
    const cancel =
      seconds === undefined
        ? () => {}
        : after(seconds, () => {
            isLate = true;
            this.#wake();
          });
    const onAbort = () => this.#wake();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      for (;;) {
        if (this.#failure !== undefined) throw this.#failure.error;
        if (isSo()) return 'so';
        if (signal?.aborted) return 'aborted';
        if (isLate) return 'timeout';
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
    } finally {
      cancel();
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Waits until a device is there. @returns false when the signal comes first, or none can come any more */
  async hasSomeone(signal?: AbortSignal): Promise<boolean> {
    await this.until(() => this.present.length > 0 || this.isDeserted, signal);
    return !signal?.aborted && this.present.length > 0;
  }

  /** Whether every device is gone for good, or none was there at the start. */
  get isDeserted(): boolean {
    return this.#isForsaken || this.members.every(({ isBarred }) => isBarred);
  }

  /** Writes an event to the log, and hands it on. */
  tell(event: SessionEvent): void {
    if (event.type === 'tick') this.roundPace.tick(event);
    else if (event.type === 'round') this.roundPace.round(event);
    this.log.write(event);
    this.#settings.onEvent?.(event);
  }

  /** Has all ticks on the disk, here and with the devices. @throws RecordFileError */
  async sync(): Promise<void> {
    for (const member of this.members) member.sync();
    await this.chains.sync();
  }

  /** Ends the devices in good order, takes what they still tell, and closes the folder. */
  async close(): Promise<void> {
    for (const member of this.members) member.rest();
    await Promise.all(this.members.map((member) => member.close()));
    try {
      this.tell({ type: 'end', seconds: this.seconds, devices: figuresOf(this.members) });
      await this.chains.close();
    } finally {
      try {
        await this.log.close();
      } finally {
        await this.#lock.release();
      }
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #handOn({ tick }: ChainedTick): void {
    const device = bytesToHex(tick.device);
    for (const member of this.members) if (member.device !== device) member.post(tick);
  }

  /** Once nobody's past can come any more, nothing has to wait for it. */
  #settle(): void {
    if (this.members.some(({ isTelling }) => isTelling)) return;
    for (const member of this.members) member.settle();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

function goalOf({ target, every }: SessionDevice): Goal {
  return target ?? new Pacer(every);
}
