/**
 * The file of a journal of readings: 8 bytes `MWREADS\x01`, then records (records/record.ts), integers little-endian:
 *
 *     kind 0, the first  whose journal it is, as in the file of a chain (chain/chain-format.ts)
 *     kind 1, readings   number of the first u64, then each: length of the line u32 | time u64 | signature 64 | the line
 *     kind 2, batch      number of the first reading u64 | count u32 | merkle root 32, internal order
 *     kind 3, seal       number of the first reading u64 | count u32 | place of the tick in the chain u64 | its hash 32, internal order
 */
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { FRAME_SIZE, type RecordFormat } from '../records/record.js';
import { SIGNATURE_SIZE } from '../tick/tick-sizes.js';
import type { SignedReading } from './reading.js';

/** Bytes of a record, at most: as many as can be told from damage when an append did not come to its end (records/record-parser.ts). */
export const LONGEST_RECORD = 65_536;

export const JOURNAL_FORMAT: RecordFormat = {
  magic: new TextEncoder().encode('MWREADS\x01'),
  longest: LONGEST_RECORD - FRAME_SIZE,
};

export const READINGS_KIND = 1;
export const BATCH_KIND = 2;
export const SEAL_KIND = 3;

/** Which readings are, or are to be, sealed by one tick. */
export interface ReadingRange {
  /** Number of the first. */
  readonly first: number;
  readonly count: number;
}

/** The intention to seal readings. */
export interface Batch extends ReadingRange {
  /** Merkle root over the readings' leaves: 32 bytes, internal order. */
  readonly root: Uint8Array;
}

/** Readings, and the tick that seals them. */
export interface Seal extends ReadingRange {
  /** The tick's place in the device's chain, from 1. */
  readonly tau: number;
  /** The tick's hash: 32 bytes, internal order. */
  readonly hash: Uint8Array;
}

const FIRST_SIZE = 8;
const RANGE_SIZE = FIRST_SIZE + 4;
/** Bytes in front of each line. */
const LINE_HEAD = 4 + 8 + SIGNATURE_SIZE;

/** Bytes of lines and what is in front of each that one record can have. */
export const LARGEST_GROUP = JOURNAL_FORMAT.longest - 1 - FIRST_SIZE;

/** What a line takes of {@link LARGEST_GROUP}. */
export function sizeInGroup(line: Uint8Array): number {
  return LINE_HEAD + line.length;
}

/** @param readings with consecutive numbers, at least one */
export function encodeReadings(readings: readonly SignedReading[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const first = new Uint8Array(FIRST_SIZE);
  viewOf(first).setBigUint64(0, BigInt(readings[0]!.number), true);
  for (const { bytes, time, signature } of readings) {
    const head = new Uint8Array(LINE_HEAD);
    viewOf(head).setUint32(0, bytes.length, true);
    viewOf(head).setBigUint64(4, BigInt(time), true);
    head.set(signature, 12);
    parts.push(head, bytes);
  }
  return Uint8Array.from(Buffer.concat([first, ...parts]));
}

/**
 * @param device whose journal it is
 * @returns undefined when the bytes are no such record; the readings share no memory with them
 */
export function decodeReadings(body: Uint8Array, device: Uint8Array): SignedReading[] | undefined {
  if (body.length < FIRST_SIZE) return undefined;
  const view = viewOf(body);
  const first = Number(view.getBigUint64(0, true));
  const readings: SignedReading[] = [];
  let at = FIRST_SIZE;
  while (at < body.length) {
    if (body.length - at < LINE_HEAD) return undefined;
    const end = at + LINE_HEAD + view.getUint32(at, true);
    const time = Number(view.getBigUint64(at + 4, true));
    const number = first + readings.length;
    if (end > body.length || !Number.isSafeInteger(time) || !Number.isSafeInteger(number)) return undefined;
    readings.push({
      device,
      number,
      time,
      signature: Uint8Array.from(body.subarray(at + 12, at + LINE_HEAD)),
      bytes: Uint8Array.from(body.subarray(at + LINE_HEAD, end)),
    });
    at = end;
  }
  return readings.length > 0 ? readings : undefined;
}

export function encodeBatch({ first, count, root }: Batch): Uint8Array {
  const bytes = new Uint8Array(RANGE_SIZE + HASH_SIZE);
  setRange(bytes, { first, count });
  bytes.set(root, RANGE_SIZE);
  return bytes;
}

/** @returns undefined when the bytes are no such record */
export function decodeBatch(body: Uint8Array): Batch | undefined {
  if (body.length !== RANGE_SIZE + HASH_SIZE) return undefined;
  return { ...rangeOf(body), root: Uint8Array.from(body.subarray(RANGE_SIZE)) };
}

export function encodeSeal({ first, count, tau, hash }: Seal): Uint8Array {
  const bytes = new Uint8Array(RANGE_SIZE + 8 + HASH_SIZE);
  setRange(bytes, { first, count });
  viewOf(bytes).setBigUint64(RANGE_SIZE, BigInt(tau), true);
  bytes.set(hash, RANGE_SIZE + 8);
  return bytes;
}

/** @returns undefined when the bytes are no such record */
export function decodeSeal(body: Uint8Array): Seal | undefined {
  if (body.length !== RANGE_SIZE + 8 + HASH_SIZE) return undefined;
  const tau = Number(viewOf(body).getBigUint64(RANGE_SIZE, true));
  return { ...rangeOf(body), tau, hash: Uint8Array.from(body.subarray(RANGE_SIZE + 8)) };
}

function setRange(bytes: Uint8Array, { first, count }: ReadingRange): void {
  viewOf(bytes).setBigUint64(0, BigInt(first), true);
  viewOf(bytes).setUint32(FIRST_SIZE, count, true);
}

function rangeOf(bytes: Uint8Array): ReadingRange {
  const view = viewOf(bytes);
  return { first: Number(view.getBigUint64(0, true)), count: view.getUint32(FIRST_SIZE, true) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
