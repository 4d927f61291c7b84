/**
 * The file of what a coordinator has agreed with its devices: 8 bytes `MWAGREE\x01`, then records (records/record.ts). The first, of kind 0,
 * has the format's version u16 and the session's name in UTF-8. Kind 1 is a round that was announced: its number u32, then the ticks of the round
 * before that count, each device key 32 and head 32, ascending by key. Kind 2 is a target: device key 32, compact bits u32. Integers are little-endian.
 */
import { bytesToHex, HASH_SIZE } from '../../bitcoin/bytes.js';
import { decodeCompact } from '../../bitcoin/compact.js';
import { Target } from '../../bitcoin/target.js';
import { LONGEST_SESSION } from '../chain/chain-format.js';
import { MOST_DEVICES } from '../chain/chain-set.js';
import { calledRoot } from '../chain/round-root.js';
import type { RecordFormat, StoredRecord } from '../records/record.js';
import { RecordFile } from '../records/record-file.js';
import { damaged, RecordFileError } from '../records/record-file-error.js';
import type { Citation } from '../tick/tick.js';
import { KEY_SIZE } from '../tick/tick-sizes.js';

const HEAD_SIZE = KEY_SIZE + HASH_SIZE;
const FORMAT: RecordFormat = {
  magic: new TextEncoder().encode('MWAGREE\x01'),
  longest: Math.max(1 + 2 + LONGEST_SESSION, 1 + 4 + MOST_DEVICES * HEAD_SIZE),
};
const VERSION = 1;
const ROUND = 1;
const TARGET = 2;

/** A round as it is announced. */
export interface Announcement {
  /** From 1. */
  readonly number: number;
  /** The ticks of the round before that count, ascending by device key; none in the first round. */
  readonly heads: readonly Citation[];
}

/**
 * What a coordinator has agreed with its devices, on the disk before they hear of it: so that after a crash a round that was announced is announced
 * again just so, and nothing is taken of a device that was never asked of it.
 */
export class Agreements {
  readonly #file: RecordFile;
  /** Round roots by the number of their round. */
  readonly #roots: Map<number, Uint8Array>;
  /** The easiest target of each device. */
  readonly #targets: Map<string, Target>;
  #last: Announcement | undefined;

  private constructor(file: RecordFile, read: Reading) {
    this.#file = file;
    this.#roots = read.roots;
    this.#targets = read.targets;
    this.#last = read.last;
  }

  /** Opens the file, or begins it. It has one writer, which whoever opens it has to see to. @throws RecordFileError */
  static async open(path: string, session: string): Promise<Agreements> {
    const read: Reading = { roots: new Map(), targets: new Map(), last: undefined };
    const head = Buffer.concat([u16(VERSION), Buffer.from(session)]);
    const file = await RecordFile.open(path, {
      format: FORMAT,
      head,
      onRecord: (record) => take(path, head, record, read),
    });
    return new Agreements(file, read);
  }

  /** The round that was announced last. */
  get lastRound(): Announcement | undefined {
    return this.#last;
  }

  /** The round root that was announced for a round: 32 bytes, internal order. */
  rootOf(round: number): Uint8Array | undefined {
    return this.#roots.get(round);
  }

  /** The easiest target that was ever agreed with a device. @param device its public key in hex */
  easiest(device: string): Target | undefined {
    return this.#targets.get(device);
  }

  /** The easiest targets of all devices. */
  targets(): Iterable<Target> {
    return this.#targets.values();
  }

  /** Resolves when the announcement is on the disk; of a round that was announced before, at once. @throws RecordFileError */
  async announce(round: Announcement): Promise<void> {
    if (this.#last?.number === round.number) return;
    const heads = round.heads.flatMap(({ device, head }) => [device, head]);
    await this.#file.append(ROUND, Buffer.concat([u32(round.number), ...heads]), true);
    this.#roots.set(round.number, calledRoot(round.heads));
    this.#last = round;
  }

  /** Resolves when the target is on the disk; when an easier one is there already, at once. @throws RecordFileError */
  async agree(device: string, target: Target): Promise<void> {
    if (easier(target, this.#targets.get(device)) !== target) return;
    await this.#file.append(TARGET, Buffer.concat([Buffer.from(device, 'hex'), u32(target.bits)]), true);
    this.#targets.set(device, target);
  }

  /** A second time does nothing. */
  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** The easier of two; the second where they are alike. */
export function easier(one: Target, other: Target | undefined): Target {
  return other === undefined || one.toBigInt() > other.toBigInt() ? one : other;
}

interface Reading {
  readonly roots: Map<number, Uint8Array>;
  readonly targets: Map<string, Target>;
  last: Announcement | undefined;
}

function take(path: string, head: Buffer, { number, offset, kind, body }: StoredRecord, read: Reading): void {
  const fault = (name: 'kind' | 'head', got: string) =>
    damaged(name, path, { record: number, offset }, 'what was agreed in a session', got);
  const bytes = Buffer.from(body);
  if (number === 0) {
    if (kind !== 0 || bytes.length < 2) throw fault('head', `${bytes.length} bytes of kind ${kind}`);
    if (bytes.equals(head)) return;
    const [expected, got] = [head, bytes].map((one) => JSON.stringify(one.toString('utf8', 2)));
    throw new RecordFileError('session', path, `Expected ${path} to be of session ${expected}, got ${got}`);
  }
  if (kind === ROUND && bytes.length >= 4 && (bytes.length - 4) % HEAD_SIZE === 0) {
    const heads: Citation[] = [];
    for (let at = 4; at < bytes.length; at += HEAD_SIZE) {
      const middle = at + KEY_SIZE;
      heads.push({ device: copy(bytes, at, middle), head: copy(bytes, middle, at + HEAD_SIZE) });
    }
    read.last = { number: bytes.readUInt32LE(0), heads };
    read.roots.set(read.last.number, calledRoot(read.last.heads));
  } else if (kind === TARGET && bytes.length === KEY_SIZE + 4) {
    const bits = bytes.readUInt32LE(KEY_SIZE);
    if (decodeCompact(bits).fault !== undefined) throw fault('kind', 'bits that are no target');
    read.targets.set(bytesToHex(bytes.subarray(0, KEY_SIZE)), Target.fromBits(bits));
  } else throw fault('kind', `${bytes.length} bytes of kind ${kind}`);
}

function copy(bytes: Buffer, from: number, to: number): Uint8Array {
  return Uint8Array.from(bytes.subarray(from, to));
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
