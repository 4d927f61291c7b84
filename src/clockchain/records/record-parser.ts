import { crc32 } from 'node:zlib';
import { FRAME_SIZE, type RecordFormat, readFrame, type StoredRecord } from './record.js';
import { damaged, type RecordFileError, type RecordPlace } from './record-file-error.js';

/** What an append that never came to its end has left behind. */
export interface TornEnd extends RecordPlace {
  /** From `offset` to the end of the file. */
  readonly bytes: number;
}

/** Bytes that can be what an unfinished append left. More of them, and a fault in front of them is damage. */
export const LONGEST_REMAINS = 65_536;

/** Disks write whole sectors: what a loss of power leaves unwritten begins at a multiple of this. */
const SECTOR = 512;

/** Zeros at the end that can't be a record's own. A signature ends in so many once in 2^128. */
const FEWEST_ZEROS = 16;

/**
 * Finds the records in a file's bytes, which come in blocks of any size.
 *
 * A record that the file's end cuts short is *torn*: an append was under way when the process or the power went. So is an
 * end of zeros, which is what a loss of power leaves where a file had grown before its bytes were written. Neither is believed when a
 * whole record follows, because then it is a length that was damaged, and to cut there would lose what was acknowledged. Anything
 * else that is wrong is damage.
 */
export class RecordParser {
  readonly #path: string;
  readonly #format: RecordFormat;
  /** What is left of the blocks so far, from the first byte that is not understood. */
  #rest: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #number = 0;
  #fault: 'magic' | 'length' | 'checksum' | undefined;

  constructor(path: string, format: RecordFormat) {
    this.#path = path;
    this.#format = format;
  }

  /** Whole records so far. */
  get records(): number {
    return this.#number;
  }

  /** Where the last whole record ends. */
  get end(): number {
    return this.#offset;
  }

  /**
   * @param block taken over: the records are views into it
   * @returns the records that are whole by now
   * @throws RecordFileError for damage, once the records before it have been handed over
   */
  push(block: Uint8Array): StoredRecord[] {
    this.#rest = this.#rest.length === 0 ? block : concat(this.#rest, block);
    if (this.#fault !== undefined) {
      if (this.#rest.length > LONGEST_REMAINS) throw this.#damage(this.#fault);
      return [];
    }
    const records: StoredRecord[] = [];
    let position = 0;
    if (this.#offset === 0) {
      const { magic } = this.#format;
      if (magic.some((byte, i) => i < this.#rest.length && this.#rest[i] !== byte)) this.#fault = 'magic';
      if (this.#fault !== undefined || this.#rest.length < magic.length) return records;
      position = magic.length;
    }
    for (;;) {
      const frame = readFrame(this.#rest, position, this.#format);
      if (frame === 'short') break;
      if (typeof frame === 'string') {
        this.#fault = frame;
        break;
      }
      records.push({
        number: this.#number++,
        offset: this.#offset + position,
        kind: frame.kind,
        body: frame.body,
      });
      position = frame.end;
    }
    this.#offset += position;
    this.#rest = this.#rest.subarray(position);
    return records;
  }

  /**
   * After the last block.
   * @returns undefined when the file ends with a whole record
   * @throws RecordFileError
   */
  finish(): TornEnd | undefined {
    const rest = this.#rest;
    if (rest.length === 0) return undefined;
    const isTorn =
      rest.length <= LONGEST_REMAINS &&
      (this.#fault === undefined || this.#isUnwritten(rest)) &&
      !holdsRecord(rest, this.#format);
    if (!isTorn) throw this.#damage(this.#fault ?? 'length');
    return { record: this.#number, offset: this.#offset, bytes: rest.length };
  }

  /** The magic is shorter than a sector: it is unwritten as a whole, and any other bytes in its place are another kind of file. */
  #isUnwritten(rest: Uint8Array): boolean {
    return this.#fault === 'magic' ? rest.every((byte) => byte === 0) : endsInZeros(rest, this.#offset);
  }

  #damage(fault: 'magic' | 'length' | 'checksum'): RecordFileError {
    const place = { record: this.#number, offset: this.#offset };
    if (fault === 'magic') {
      return damaged(fault, this.#path, { record: 0, offset: 0 }, 'its own first 8 bytes', 'others');
    }
    const got = fault === 'length' ? 'a length that it can’t have' : 'bytes that don’t match their checksum';
    return damaged(fault, this.#path, place, 'a whole record', got);
  }
}

/** Whether there is a whole record in `rest`: one whose length alone is damaged at its start, or any after that. */
function holdsRecord(rest: Uint8Array, format: RecordFormat): boolean {
  if (rest.length <= FRAME_SIZE) return false;
  const checksum = new DataView(rest.buffer, rest.byteOffset).getUint32(4, true);
  if (crc32(rest.subarray(FRAME_SIZE)) === checksum) return true;
  for (let start = 1; start < rest.length - FRAME_SIZE; start++) {
    if (typeof readFrame(rest, start, format) === 'object') return true;
  }
  return false;
}

function endsInZeros(rest: Uint8Array, offset: number): boolean {
  const zeros = rest.findLastIndex((byte) => byte !== 0) + 1;
  if (zeros === 0) return true;
  const unwritten = Math.ceil((offset + zeros) / SECTOR) * SECTOR;
  return offset + rest.length - unwritten >= FEWEST_ZEROS;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
