import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { bytesToHex, hashToHex } from '../../bitcoin/bytes.js';
import { checkInteger } from '../../bitcoin/check.js';
import { availableThreads } from '../../engine/available-threads.js';
import { RecordFileError, type RecordPlace } from '../records/record-file-error.js';
import type { Citation } from '../tick/tick.js';
import { TickError } from '../tick/tick-error.js';
import { ChainCursor, type CursorTick, type RecordCheck } from './chain-cursor.js';
import { CHAIN_FORMAT, type ChainHead } from './chain-format.js';
import { type ChainRules, ChainSet, easiestOf } from './chain-set.js';
import type { ChainFault, ChainVerdict } from './chain-verdict.js';
import { ChainWork } from './chain-work.js';
import { RecordCheckPool } from './record-check-pool.js';

/** Below so many bytes of files, threads take longer to start than the ticks to check. */
const FEW_BYTES = 262_144;

/** What all files together have in memory of what is read ahead, and each file at least. */
const READ_AHEAD_BYTES = 2_097_152;
const SMALLEST_BLOCK = 65_536;

/** Ticks between two turns of the event loop, which takes blocks in and hands records out: some ms. */
const TURN = 256;

export interface VerifyProgress {
  /** Ticks that were verified. */
  readonly ticks: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface VerifyOptions {
  /** The session's name. Default: that of the first file. */
  readonly session?: string | undefined;
  /** What the session demands of its ticks. Default: nothing beyond the definition. */
  readonly rules?: ChainRules | undefined;
  /** Threads that check ticks by themselves, 0 … 256; 0: the calling thread. Default: as many as there are cores, or 0 for small files. */
  readonly threads?: number | undefined;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/**
 * Verifies the files of a session's chains: every record, header, link, target, citation, Lamport value, round and signature. Chains
 * cite each other, so each is followed as far as what it cites is known, and then the next. What is in memory does not grow with the files but for
 * some 60 bytes a tick, since any tick can be cited.
 * @returns a verdict for each file, in the order given. What is wrong with a file is in its verdict and throws nothing
 * @throws InputError; MineWasmError (`ERR_WORKER`)
 */
export async function verifyChains(
  paths: readonly string[],
  options: VerifyOptions = {},
): Promise<ChainVerdict[]> {
  const totalBytes = await sizeOf(paths);
  const { threads = totalBytes < FEW_BYTES ? 0 : availableThreads(), rules = {} } = options;
  checkInteger(threads, 0, 256, 'threads');
  const pool = new RecordCheckPool(threads);
  const check: RecordCheck = ({ device }, records) =>
    pool.check(device, records, easiestOf(rules, bytesToHex(device)));
  const blockBytes = Math.max(SMALLEST_BLOCK, Math.floor(READ_AHEAD_BYTES / (3 * paths.length || 1)));
  const chains: Chain[] = [];
  try {
    for (const path of paths) chains.push(await Chain.open(path, blockBytes, check));
    const set = admit(chains, options);
    const report = () => {
      const ticks = chains.reduce((sum, { progress }) => sum + progress.ticks, 0);
      const bytes = chains.reduce((sum, { progress }) => sum + progress.bytes, 0);
      options.onProgress?.({ ticks, bytes, totalBytes });
    };
    for (let went = true; went; ) {
      went = false;
      for (const chain of chains) went = (await chain.advance(set, report)) || went;
    }
    for (const chain of chains) chain.giveUp(set, chains);
    return chains.map((chain) => chain.verdict(set));
  } finally {
    await Promise.all(chains.map((chain) => chain.close()));
    await pool.close();
  }
}

/** Turns away what is not of the session, or a device's second chain. */
function admit(chains: readonly Chain[], { session: given, rules }: VerifyOptions): ChainSet {
  const session = given ?? chains.find(({ head }) => head !== undefined)?.head?.session ?? '';
  const owners = new Map<string, string>();
  for (const chain of chains) {
    if (chain.head === undefined) continue;
    if (chain.head.session !== session) {
      const [expected, got] = [session, chain.head.session].map((name) => JSON.stringify(name));
      chain.refuse('session', `Expected ${chain.path} to be a chain of session ${expected}, got ${got}`);
    }
    const device = bytesToHex(chain.head.device);
    const other = owners.get(device);
    if (other === undefined) owners.set(device, chain.path);
    else chain.refuse('device', `Expected one chain of device ${device}, got ${other} and ${chain.path}`);
  }
  return new ChainSet(session, rules);
}

/** One file on its way through the verification. */
class Chain {
  readonly path: string;
  readonly #cursor: ChainCursor | undefined;
  readonly #work = new ChainWork();
  #ticks = 0;
  #isOver = false;
  #fault: ChainFault | undefined;

  private constructor(path: string, cursor: ChainCursor | undefined) {
    this.path = path;
    this.#cursor = cursor;
  }

  static async open(path: string, blockBytes: number, check: RecordCheck): Promise<Chain> {
    try {
      const chain = new Chain(path, await ChainCursor.open(path, blockBytes, check));
      await chain.#next();
      return chain;
    } catch (error) {
      const chain = new Chain(path, undefined);
      chain.#fail(error, undefined);
      return chain;
    }
  }

  get head(): ChainHead | undefined {
    return this.#cursor?.head;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get progress(): { readonly ticks: number; readonly bytes: number } {
    return { ticks: this.#ticks, bytes: this.#cursor?.bytesRead ?? 0 };
  }

  /** For what is wrong with the file as a whole. */
  refuse(name: 'session' | 'device', message: string): void {
    this.#isOver = true;
    this.#fault ??= { name, message, record: 0, offset: CHAIN_FORMAT.magic.length };
  }

  /** Goes on until it ends, is refused, or has to wait for another chain. @returns whether it went on at all */
  async advance(set: ChainSet, report: () => void): Promise<boolean> {
    if (this.#isOver) return false;
    const before = this.#ticks;
    while (!this.#isOver) {
      const next = await this.#next();
      if (next === undefined || set.missing(next.record.citations).length > 0) break;
      this.#add(set, next);
      if (this.#ticks % TURN === 0) {
        report();
        await setImmediate();
      }
    }
    if (this.#isOver) report();
    return this.#ticks > before;
  }

  /** After the last turn: what it still waits for does not come. */
  giveUp(set: ChainSet, chains: readonly Chain[]): void {
    const next = this.#cursor?.ready;
    if (this.#isOver || next === undefined) return;
    const [{ device, head }] = set.missing(next.record.citations) as [Citation];
    const other = chains.find((chain) => chain.head && Buffer.compare(chain.head.device, device) === 0);
    const cited = `the tick ${hashToHex(head)} of device ${bytesToHex(device)}`;
    this.#fail(
      new TickError('unknown-citation', `to cite what is known, got ${cited}, ${whyUnknown(other)}`),
      next,
    );
  }

  verdict(set: ChainSet): ChainVerdict {
    const device = this.head && bytesToHex(this.head.device);
    const tip = this.#ticks > 0 && device !== undefined ? set.head(device) : undefined;
    return {
      path: this.path,
      session: this.head?.session,
      device,
      ticks: this.#ticks,
      lamport: tip?.lamport ?? 0,
      tip: tip && hashToHex(tip.hash),
      easiest: this.#work.easiest?.toHex(),
      expectedTries: this.#work.expectedTries,
      fault: this.#fault,
      torn: this.#cursor?.torn,
    };
  }

  async close(): Promise<void> {
    await this.#cursor?.close();
  }

  async #next(): Promise<CursorTick | undefined> {
    try {
      const next = this.#cursor?.ready ?? (await this.#cursor?.peek());
      if (next === undefined) this.#isOver = true;
      return next;
    } catch (error) {
      this.#fail(error, undefined);
      return undefined;
    }
  }

  #add(set: ChainSet, next: CursorTick): void {
    const owner = this.head!.device;
    try {
      const { record, hash } = next;
      if (Buffer.compare(record.device, owner) !== 0) {
        const [expected, got] = [owner, record.device].map(bytesToHex);
        throw new TickError('device', `to be of device ${expected}, as all of the file, got one of ${got}`);
      }
      // Of one that is not in order, the set itself finds what is wrong with it first.
      if (hash === undefined) set.add(record.tick);
      else set.addChecked(record, hash);
      this.#work.add(record.bits);
      this.#ticks++;
      this.#cursor!.pass();
    } catch (error) {
      this.#fail(error, next);
    }
  }

  #fail(error: unknown, at: CursorTick | undefined): void {
    this.#isOver = true;
    if (error instanceof TickError || error instanceof RecordFileError) {
      const place: RecordPlace | undefined = error instanceof RecordFileError ? error.place : at?.place;
      const where = at && ` (${this.path}, record ${at.place.record} at byte ${at.place.offset})`;
      this.#fault ??= {
        name: error.fault,
        message: error.message + (where ?? ''),
        record: place?.record,
        offset: place?.offset,
      };
      return;
    }
    throw error;
  }
}

function whyUnknown(other: Chain | undefined): string {
  if (other === undefined) return 'whose chain is not among the files';
  if (!other.isOver) return `which ${other.path} does not have before it waits for another chain itself`;
  return `which ${other.path} does not have, or not in front of its own fault`;
}

/** Of those that can be read; the others have a fault of their own later. */
async function sizeOf(paths: readonly string[]): Promise<number> {
  const sizes = paths.map((path) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
