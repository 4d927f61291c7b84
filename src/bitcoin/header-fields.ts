import { isBytes } from '@noble/hashes/utils.js';
import { InputError } from '../errors.js';
import { hashToHex, hexToBytes, hexToHash } from './bytes.js';
import { checkInteger, MAX_U32 } from './check.js';
import { parseBits } from './compact.js';

/** Bytes of a serialised header. */
export const HEADER_SIZE = 80;
/** Bytes of a serialised header without its nonce, which comes last. */
export const TEMPLATE_SIZE = 76;

const CODE = 'ERR_INVALID_HEADER';

/** The fields of a block header without its nonce, in the order of serialisation. */
export interface TemplateFields {
  /** A signed 32-bit number, as RPC prints it. */
  readonly version: number;
  /** 64 lower-case hex digits, display order. */
  readonly previousBlockHash: string;
  /** 64 lower-case hex digits, display order. */
  readonly merkleRoot: string;
  /** Seconds since 1970-01-01 UTC; unsigned 32-bit. */
  readonly time: number;
  /** Compact target; unsigned 32-bit. Not always a valid target. */
  readonly bits: number;
}

/** The fields as a caller may give them. */
export interface TemplateFieldsInput {
  /** 32 bits, signed or unsigned: −2^31 … 2^32 − 1. */
  readonly version: number;
  /** 64 hex digits, display order. */
  readonly previousBlockHash: string;
  /** 64 hex digits, display order. */
  readonly merkleRoot: string;
  /** Seconds since 1970-01-01 UTC: 0 … 2^32 − 1. */
  readonly time: number;
  /** A number, or 8 hex digits in display order as RPC prints them. */
  readonly bits: number | string;
}

/** A copy of serialised header bytes given as such or as hex, of one of the allowed sizes. @internal */
export function parseHeaderBytes(input: string | Uint8Array, sizes: readonly number[]): Uint8Array {
  if (typeof input !== 'string' && !isBytes(input)) {
    throw new InputError(CODE, 'header', 'hex or a Uint8Array', input);
  }
  // Not .slice(): a Buffer's shares memory with the original.
  const bytes = typeof input === 'string' ? hexToBytes(input, 'header', CODE) : Uint8Array.from(input);
  if (!sizes.includes(bytes.length)) {
    const detail = typeof input === 'string' ? ` in hex (it has ${bytes.length})` : '';
    throw new InputError(CODE, 'header', `${sizes.join(' or ')} bytes${detail}`, input);
  }
  return bytes;
}

/** Reads the fields of at least 76 serialised bytes. @internal */
export function readFields(bytes: Uint8Array): TemplateFields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    version: view.getInt32(0, true),
    previousBlockHash: hashToHex(bytes.subarray(4, 36)),
    merkleRoot: hashToHex(bytes.subarray(36, 68)),
    time: view.getUint32(68, true),
    bits: view.getUint32(72, true),
  };
}

/** Serialises fields into 76 bytes, each checked. @internal */
export function writeFields(fields: TemplateFieldsInput): Uint8Array {
  const bytes = new Uint8Array(TEMPLATE_SIZE);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, checkVersion(fields.version), true);
  bytes.set(hexToHash(fields.previousBlockHash, 'previousBlockHash', CODE), 4);
  bytes.set(hexToHash(fields.merkleRoot, 'merkleRoot', CODE), 36);
  view.setUint32(68, checkInteger(fields.time, 0, MAX_U32, 'time', CODE), true);
  view.setUint32(72, parseBits(fields.bits), true);
  return bytes;
}

/** A version as a signed number from a signed or an unsigned one. @internal */
export function checkVersion(version: number): number {
  return checkInteger(version, -(2 ** 31), MAX_U32, 'version', CODE) | 0;
}
