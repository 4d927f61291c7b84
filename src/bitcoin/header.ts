import { InputError } from '../errors.js';
import { bytesToHex, hashToHex } from './bytes.js';
import { checkInteger, MAX_U32 } from './check.js';
import {
  checkVersion,
  HEADER_SIZE,
  parseHeaderBytes,
  readFields,
  TEMPLATE_SIZE,
  type TemplateFields,
  type TemplateFieldsInput,
  writeFields,
} from './header-fields.js';
import { sha256d } from './sha256d.js';
import { Target } from './target.js';

/** All fields of a block header. */
export interface HeaderFields extends TemplateFields {
  /** Unsigned 32-bit. */
  readonly nonce: number;
}

/** The fields of a header as a caller may give them. */
export interface HeaderFieldsInput extends TemplateFieldsInput {
  /** 0 … 2^32 − 1. */
  readonly nonce: number;
}

/** What a function that wants a whole header takes: 80 bytes, serialised, or the same in hex, or a {@link Header}. */
export type HeaderInput = string | Uint8Array | Header;

/**
 * A block header with its nonce: 80 bytes, immutable. For one whose nonce is still to be found see HeaderTemplate.
 *
 * Serialised, the numbers are little-endian and the hashes in internal order, as `getblockheader HASH false` prints it.
 */
export class Header implements HeaderFields {
  readonly version: number;
  readonly previousBlockHash: string;
  readonly merkleRoot: string;
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
  readonly #bytes: Uint8Array;
  #hash: Uint8Array | undefined;

  /** @param bytes 80, owned by this instance from now on */
  private constructor(bytes: Uint8Array) {
    const fields = readFields(bytes);
    this.version = fields.version;
    this.previousBlockHash = fields.previousBlockHash;
    this.merkleRoot = fields.merkleRoot;
    this.time = fields.time;
    this.bits = fields.bits;
    this.nonce = new DataView(bytes.buffer, bytes.byteOffset).getUint32(TEMPLATE_SIZE, true);
    this.#bytes = bytes;
    Object.freeze(this);
  }

  /**
   * A Header from its serialised form.
   * @param input 80 bytes or their 160 hex digits; a Header is returned as it is
   * @throws InputError (`ERR_INVALID_HEADER`), also for 76 bytes: they have no nonce
   */
  static from(input: HeaderInput): Header {
    return input instanceof Header ? input : new Header(parseHeaderBytes(input, [HEADER_SIZE]));
  }

  /**
   * @throws InputError (`ERR_INVALID_HEADER`, or `ERR_INVALID_TARGET` for bits) naming the field that is out of its
   *   range. Bits only have to fit into 32 bits: whether they are a valid target shows when {@link target} is asked
   */
  static fromFields(fields: HeaderFieldsInput): Header {
    if (typeof fields !== 'object' || fields === null) {
      throw new InputError('ERR_INVALID_HEADER', 'fields', 'an object', fields);
    }
    const bytes = new Uint8Array(HEADER_SIZE);
    bytes.set(writeFields(fields));
    return new Header(setNonce(bytes, fields.nonce));
  }

  /** 80 bytes, serialised; a copy. */
  toBytes(): Uint8Array {
    return this.#bytes.slice();
  }

  /** 160 hex digits, serialised order. */
  toHex(): string {
    return bytesToHex(this.#bytes);
  }

  /** The same as {@link toHex}. */
  toString(): string {
    return this.toHex();
  }

  /** The block's hash as it is printed: 64 hex digits, display order. */
  hash(): string {
    return hashToHex(this.#sha256d());
  }

  /** The block's hash, 32 bytes in internal order; a copy. */
  hashBytes(): Uint8Array {
    return this.#sha256d().slice();
  }

  /**
   * The target that the header's own bits demand.
   * @throws InputError (`ERR_INVALID_TARGET`) if they are zero, negative or overflow
   */
  target(): Target {
    return Target.fromBits(this.bits);
  }

  /** The same header with another nonce, 0 … 2^32 − 1. */
  withNonce(nonce: number): Header {
    return new Header(setNonce(this.toBytes(), nonce));
  }

  /** The same header with another version: 32 bits, signed or unsigned. */
  withVersion(version: number): Header {
    const bytes = this.toBytes();
    new DataView(bytes.buffer).setInt32(0, checkVersion(version), true);
    return new Header(bytes);
  }

  equals(other: Header): boolean {
    return this.toHex() === other.toHex();
  }

  #sha256d(): Uint8Array {
    this.#hash ??= sha256d(this.#bytes);
    return this.#hash;
  }
}

function setNonce(bytes: Uint8Array, nonce: number): Uint8Array {
  checkInteger(nonce, 0, MAX_U32, 'nonce', 'ERR_INVALID_HEADER');
  new DataView(bytes.buffer).setUint32(TEMPLATE_SIZE, nonce, true);
  return bytes;
}
