import { crc32 } from 'node:zlib';
import { InputError } from '../../errors.js';

/** A kind of file that is made of records: 8 bytes that tell it from all others, then record after record. */
export interface RecordFormat {
  readonly magic: Uint8Array;
  /** Bytes of the longest record's kind and body. A length beyond it is damage, not a long record. */
  readonly longest: number;
}

/** A record as it was read. */
export interface StoredRecord {
  /** Its place in the file, from 0. */
  readonly number: number;
  /** Of its first byte, from the file's start. */
  readonly offset: number;
  readonly kind: number;
  /** A view into what was read: copy what is to be kept. */
  readonly body: Uint8Array;
}

/** Bytes of `length` and `crc32`, both u32 and little-endian. */
export const FRAME_SIZE = 8;

/**
 * `length u32 | crc32 u32 | kind u8 | body`, integers little-endian. The length counts kind and body, and the CRC (that of zlib) covers them.
 * @param kind 0 … 255
 */
export function encodeRecord({ longest }: RecordFormat, kind: number, body: Uint8Array): Uint8Array {
  const length = 1 + body.length;
  if (length > longest) {
    throw new InputError('ERR_INVALID_OPTION', 'body', `at most ${longest - 1} bytes`, body);
  }
  const bytes = new Uint8Array(FRAME_SIZE + length);
  bytes[FRAME_SIZE] = kind;
  bytes.set(body, FRAME_SIZE + 1);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint32(4, crc32(bytes.subarray(FRAME_SIZE)), true);
  return bytes;
}

/** What the bytes at `start` are: a record, the beginning of one, or neither. */
export function readFrame(
  bytes: Uint8Array,
  start: number,
  { longest }: RecordFormat,
):
  | 'length'
  | 'checksum'
  | 'short'
  | { readonly kind: number; readonly body: Uint8Array; readonly end: number } {
  if (bytes.length - start < FRAME_SIZE) return 'short';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(start, true);
  if (length === 0 || length > longest) return 'length';
  const end = start + FRAME_SIZE + length;
  if (end > bytes.length) return 'short';
  const content = bytes.subarray(start + FRAME_SIZE, end);
  if (crc32(content) !== view.getUint32(start + 4, true)) return 'checksum';
  return { kind: content[0]!, body: content.subarray(1), end };
}
