import { readdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '../../bitcoin/bytes.js';
import type { Target } from '../../bitcoin/target.js';
import { makeFolder } from '../../node/durable-file.js';
import { ChainFile, type FsyncPolicy } from '../chain/chain-file.js';
import { ChainQueue, type Offered } from '../chain/chain-queue.js';
import { ChainReader } from '../chain/chain-reader.js';
import { type ChainRules, ChainSet } from '../chain/chain-set.js';
import type { ChainedTick } from '../chain/chain-state.js';
import { diskFault, RecordFileError } from '../records/record-file-error.js';
import type { Tick } from '../tick/tick.js';
import type { TickError } from '../tick/tick-error.js';
import { type Agreements, type Announcement, easier } from './agreements.js';

/** A tick of a session's past, and its place in its device's chain. */
export interface PastTick {
  readonly tick: Tick;
  readonly device: string;
  readonly tau: number;
}

export interface SessionChainsOptions {
  readonly session: string;
  /** Whether all ticks are of rounds, or none is. */
  readonly rounds: boolean;
  /** The easiest target of this run. */
  readonly easiest: Target;
  readonly fsync: FsyncPolicy;
  /** What was agreed in the session; closed with the chains. */
  readonly agreements: Agreements;
}

const EXTENSION = '.chain';

/** A coordinator's verified copy of every device's chain: a file for each in one folder, named by the device's key. */
export class SessionChains {
  readonly set: ChainSet;
  readonly agreements: Agreements;
  readonly #folder: string;
  readonly #queue: ChainQueue;
  readonly #fsync: FsyncPolicy;
  readonly #files = new Map<string, ChainFile>();
  /** Devices by number, and whose tick each was, in the order in which they were verified: behind all that it cites. */
  readonly #devices: string[] = [];
  readonly #order: number[] = [];
  /** Of the ticks in each copy as it was opened. */
  readonly #copied = new Map<string, Target>();
  #easiest: Target;
  #isChanged = false;
  #areLoaded = false;
  /** All that was accepted so far is in its copy. Never rejects. */
  #kept: Promise<void> = Promise.resolve();

  private constructor(folder: string, options: SessionChainsOptions) {
    const { session, rounds, fsync, agreements, easiest } = options;
    this.#folder = folder;
    this.agreements = agreements;
    this.#easiest = [...agreements.targets()].reduce((one, other) => easier(one, other), easiest);
    // A folder that knows of no round takes them as the devices tell them, so that copies that are lost come back.
    const isStrict = () => this.#areLoaded && agreements.lastRound !== undefined;
    const announced = (round: number) => agreements.rootOf(round);
    const rules: ChainRules = {
      rounds,
      get announced() {
        return isStrict() ? announced : undefined;
      },
    };
    const set = new ChainSet(session, rules);
    this.set = set;
    this.#queue = new ChainQueue(set);
    this.#fsync = fsync;
  }

  /**
   * Opens the copies in a folder and verifies them, or begins them.
   * @throws TickError, RecordFileError or ChainLockedError for a copy that does not hold
   */
  static async open(folder: string, options: SessionChainsOptions): Promise<SessionChains> {
    const chains = new SessionChains(folder, options);
    try {
      await makeFolder(folder);
      const names = (await readdir(folder)).filter((name) => /^[\da-f]{64}\.chain$/.test(name)).sort();
      for (const name of names) await chains.#load(name.slice(0, -EXTENSION.length));
      for (const device of chains.#files.keys()) await chains.#cut(device);
      chains.#areLoaded = true;
      return chains;
    } catch (error) {
      await chains.close();
      throw error;
    }
  }

  /** The easiest target of the session: that of this run, or of what was agreed or taken before. */
  get easiest(): Target {
    return this.#easiest;
  }

  /** The easiest target that was agreed with a device so far, or that its copy has. @param device its public key in hex */
  agreed(device: string): Target | undefined {
    const copied = this.#copied.get(device);
    const agreed = this.agreements.easiest(device);
    return copied === undefined ? agreed : easier(copied, agreed);
  }

  /** Verified ticks of a device's chain. */
  ticks(device: string): number {
    return this.set.head(device)?.tau ?? 0;
  }

  /** Ticks of a device that wait for what they cite. They are in no copy. */
  waiting(device: string): number {
    return this.#queue.waiting(device);
  }

  /** What the first of them waits for; undefined when none waits. */
  obstacle(device: string): TickError | undefined {
    return this.#queue.obstacle(device);
  }

  /** Drops those that wait; the device can tell them again. */
  forget(device: string): void {
    this.#queue.forget(device);
  }

  /** Whether a tick is a verified one of a device's chain. @param hash internal order */
  holds(device: string, hash: Uint8Array): boolean {
    return this.set.find(hash)?.device === device;
  }

  /** All that were verified, in this run and before. */
  get length(): number {
    return this.#order.length;
  }

  get paths(): string[] {
    return [...this.#files.values()].map(({ path }) => path);
  }

  /** Makes room for a device's chain. @param key raw @throws as ChainFile.open */
  async admit(key: Uint8Array): Promise<void> {
    const device = bytesToHex(key);
    if (!this.#files.has(device)) await this.#open(device, () => {});
  }

  /**
   * Takes a device's next tick, verified, into its copy, and with it those that had waited for it.
   * @param mayWait whether it may wait, in memory, for ticks that it cites and that are not known
   * @throws RecordFileError
   */
  async add(tick: Tick, device: string, mayWait: boolean): Promise<Offered> {
    const offered = this.#queue.offer(tick, device, { mayWait });
    await this.#keep(offered.accepted);
    return offered;
  }

  /** The round to hold next: the one that was announced last, while there is no tick of it; then one on those of the round before. */
  nextRound(): Announcement {
    const heads = this.set.heads();
    const number = Math.max(0, ...heads.map(({ tick }) => tick.round));
    const { lastRound } = this.agreements;
    if (lastRound !== undefined && lastRound.number > number) return lastRound;
    const present = heads.filter(({ tick }) => number > 0 && tick.round === number);
    return {
      number: number + 1,
      heads: present.map(({ tick, hash }) => ({ device: tick.device, head: hash })),
    };
  }

  /** Every tick that is verified when this is called, each behind all that it cites. */
  past(): AsyncGenerator<PastTick> {
    return this.#read(this.#order.length);
  }

  /** Has everything that came on the disk, unless the policy is `none`. @throws RecordFileError */
  async sync(): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    await Promise.all([...this.#files.values()].map((file) => file.sync()));
  }

  async close(): Promise<void> {
    try {
      await Promise.all([...this.#files.values()].map((file) => file.close()));
    } finally {
      await this.agreements.close();
    }
  }

  async #load(device: string): Promise<void> {
    await this.#open(device, (tick) => {
      const target = tick.header.target();
      this.#copied.set(device, easier(target, this.#copied.get(device)));
      this.#easiest = easier(target, this.#easiest);
      const offered = this.#queue.offer(tick, device, { isTrusted: true });
      if (offered.refused[0] !== undefined) throw offered.refused[0].error;
      this.#note(offered.accepted);
    });
  }

  /** Takes off the end of a copy what cites ticks that a loss of power has taken out of the others: its device has it. */
  async #cut(device: string): Promise<void> {
    if (this.#queue.waiting(device) === 0) return;
    this.#queue.forget(device);
    const file = this.#files.get(device)!;
    await file.close();
    const reader = await ChainReader.open(file.path);
    try {
      let left = this.ticks(device);
      for (let ticks = await reader.next(); ticks !== undefined; ticks = await reader.next()) {
        const first = ticks[left];
        left -= ticks.length;
        if (first === undefined) continue;
        await truncate(file.path, first.place.offset);
        break;
      }
    } catch (error) {
      throw error instanceof RecordFileError ? error : diskFault(file.path, 'to have its end cut off', error);
    } finally {
      await reader.close();
    }
    await this.#open(device, () => {});
  }

  async #open(device: string, onTick: (tick: Tick) => void): Promise<void> {
    const path = join(this.#folder, device + EXTENSION);
    const key = Uint8Array.from(Buffer.from(device, 'hex'));
    const options = { session: this.set.session, device: key, fsync: this.#fsync, onTick };
    this.#files.set(device, await ChainFile.open(path, options));
  }

  /** Ticks are in the order only once they are in their files, and behind all that were accepted before them. */
  async #keep(accepted: readonly ChainedTick[]): Promise<void> {
    if (accepted.length === 0) return;
    this.#isChanged = true;
    const appended = accepted.map(({ tick }) => this.#files.get(bytesToHex(tick.device))!.append(tick));
    const kept = Promise.all([this.#kept, ...appended]).then(() => this.#note(accepted));
    this.#kept = kept.catch(() => {});
    await kept;
  }

  #note(accepted: readonly ChainedTick[]): void {
    for (const { tick } of accepted) {
      const device = bytesToHex(tick.device);
      let number = this.#devices.indexOf(device);
      if (number === -1) number = this.#devices.push(device) - 1;
      this.#order.push(number);
    }
  }

  async *#read(end: number): AsyncGenerator<PastTick> {
    const readers = new Map<string, { reader: ChainReader; ticks: Tick[]; tau: number }>();
    try {
      for (let i = 0; i < end; i++) {
        const device = this.#devices[this.#order[i]!]!;
        let state = readers.get(device);
        if (state === undefined) {
          state = { reader: await ChainReader.open(this.#files.get(device)!.path), ticks: [], tau: 0 };
          readers.set(device, state);
        }
        while (state.ticks.length === 0) {
          const next = await state.reader.next();
          if (next === undefined) {
            const { path } = this.#files.get(device)!;
            throw new RecordFileError(
              'tick',
              path,
              `Expected ${path} to have tick ${state.tau + 1}, got its end`,
            );
          }
          state.ticks = next.map(({ tick }) => tick).reverse();
        }
        yield { tick: state.ticks.pop()!, device, tau: ++state.tau };
      }
    } finally {
      for (const { reader } of readers.values()) await reader.close();
    }
  }
}
