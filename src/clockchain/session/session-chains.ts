import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '../../bitcoin/bytes.js';
import { Target } from '../../bitcoin/target.js';
import { makeFolder } from '../../node/durable-file.js';
import { ChainFile, type FsyncPolicy } from '../chain/chain-file.js';
import { ChainQueue, type Offered } from '../chain/chain-queue.js';
import { ChainReader } from '../chain/chain-reader.js';
import { type ChainRules, ChainSet } from '../chain/chain-set.js';
import type { Citation, Tick } from '../tick/tick.js';
import type { TickError } from '../tick/tick-error.js';

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
}

/** Easier than none. */
const hardest = Target.fromBigInt(1n);

const EXTENSION = '.chain';

/** A coordinator's verified copy of every device's chain: a file for each in one folder, named by the device's key. */
export class SessionChains {
  readonly set: ChainSet;
  readonly #folder: string;
  readonly #queue: ChainQueue;
  readonly #fsync: FsyncPolicy;
  readonly #files = new Map<string, ChainFile>();
  /** Devices by number, and whose tick each was, in the order in which they were verified: behind all that it cites. */
  readonly #devices: string[] = [];
  readonly #order: number[] = [];
  #isChanged = false;
  /** While copies are loaded: the easiest so far. */
  #easiest: Target = hardest;
  #areLoaded = false;

  private constructor(folder: string, { session, rounds, fsync }: SessionChainsOptions) {
    this.#folder = folder;
    const easiest = () => (this.#areLoaded ? this.#easiest : undefined);
    const rules: ChainRules = {
      rounds,
      get easiest() {
        return easiest();
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
    await makeFolder(folder);
    const chains = new SessionChains(folder, options);
    try {
      const names = (await readdir(folder)).filter((name) => /^[\da-f]{64}\.chain$/.test(name)).sort();
      for (const name of names) await chains.#load(name.slice(0, -EXTENSION.length));
      chains.#allow(options.easiest);
      chains.#areLoaded = true;
      return chains;
    } catch (error) {
      await chains.close();
      throw error;
    }
  }

  /** The easiest target of the session: that of this run, or of what was taken before. */
  get easiest(): Target {
    return this.#easiest;
  }

  /** Ticks in the copy of a device's chain, verified or waiting for what they cite. */
  ticks(device: string): number {
    return this.#files.get(device)?.ticks ?? 0;
  }

  /** Whether a tick is in the copy of a device's chain. @param hash internal order */
  holds(device: string, hash: Uint8Array): boolean {
    return this.set.find(hash)?.device === device || this.#queue.holds(device, hash);
  }

  /** What a tick would have to wait for; undefined when all that it cites is known. */
  missing(tick: Tick): TickError | undefined {
    return this.#queue.missing(tick);
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
   * Takes a device's next tick, verified, into its copy. A tick whose citations are not known is kept until they are.
   * @throws RecordFileError
   */
  async add(tick: Tick, device: string): Promise<Offered> {
    const waiting = this.#queue.waiting(device);
    const offered = this.#queue.offer(tick, device);
    this.#take(offered);
    // Others' that were drained were written when they came.
    const isKept =
      offered.accepted.some((chained) => chained.tick === tick) || this.#queue.waiting(device) > waiting;
    if (isKept) {
      this.#isChanged = true;
      await this.#files.get(device)!.append(tick);
    }
    return offered;
  }

  /** The rounds so far: the number of the last, and its ticks in the order of the device keys. */
  lastRound(): { readonly number: number; readonly heads: Citation[] } {
    const heads = this.set.heads();
    const number = Math.max(0, ...heads.map(({ tick }) => tick.round));
    const present = heads.filter(({ tick }) => number > 0 && tick.round === number);
    return { number, heads: present.map(({ tick, hash }) => ({ device: tick.device, head: hash })) };
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
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }

  async #load(device: string): Promise<void> {
    await this.#open(device, (tick) => {
      this.#allow(tick.header.target());
      const offered = this.#queue.offer(tick, device, { isTrusted: true });
      if (offered.refused[0] !== undefined) throw offered.refused[0].error;
      this.#take(offered);
    });
  }

  #allow(target: Target): void {
    if (target.toBigInt() > this.#easiest.toBigInt()) this.#easiest = target;
  }

  async #open(device: string, onTick: (tick: Tick) => void): Promise<void> {
    const path = join(this.#folder, device + EXTENSION);
    const key = Uint8Array.from(Buffer.from(device, 'hex'));
    const options = { session: this.set.session, device: key, fsync: this.#fsync, onTick };
    this.#files.set(device, await ChainFile.open(path, options));
  }

  #take({ accepted }: Offered): void {
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
          if (next === undefined) return;
          state.ticks = next.map(({ tick }) => tick).reverse();
        }
        yield { tick: state.ticks.pop()!, device, tau: ++state.tau };
      }
    } finally {
      for (const { reader } of readers.values()) await reader.close();
    }
  }
}
