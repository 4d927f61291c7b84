import { isBytes } from '@noble/hashes/utils.js';
import { InputError } from '../errors.js';
import { bytesToHex } from './bytes.js';
import { checkInteger, MAX_U32 } from './check.js';
import { Header } from './header.js';
import {
  HEADER_SIZE,
  parseHeaderBytes,
  readFields,
  TEMPLATE_SIZE,
  type TemplateFields,
  type TemplateFieldsInput,
  writeFields,
} from './header-fields.js';
import { Target } from './target.js';
import { checkVersionMask, checkVersionRange, type VersionRange, versionAt } from './version-rolling.js';

/** An interval of nonces, both ends inclusive. */
export interface NonceRange {
  /** 0 … 2^32 − 1. */
  readonly start: number;
  /** `start` … 2^32 − 1. */
  readonly end: number;
}

/** What a search may change in a header. */
export interface Rolls {
  /** Default: every nonce, 0 … 2^32 − 1. */
  readonly nonceRange?: NonceRange | undefined;
  /** Version bits that may be changed (BIP 320 gives miners 0x1fffe000). Default: 0, none. */
  readonly versionMask?: number | undefined;
  /** Which of the versions that the mask allows, by their numbers. Default: all of them. */
  readonly versionRange?: VersionRange | undefined;
}

/** A template as a caller may write it down: the header's fields, and what may be rolled. */
export interface TemplateInput extends TemplateFieldsInput, Rolls {}

/** What a function that wants something to mine takes. Hex and bytes are 76 or 80, serialised. */
export type HeaderTemplateInput = string | Uint8Array | Header | HeaderTemplate | TemplateInput;

/** Every nonce that a header's 32-bit field can hold. */
export const ALL_NONCES: NonceRange = Object.freeze({ start: 0, end: MAX_U32 });

/** A block header whose nonce is still to be found, and what else may be changed to find it. Immutable. */
export class HeaderTemplate implements TemplateFields {
  readonly version: number;
  readonly previousBlockHash: string;
  readonly merkleRoot: string;
  readonly time: number;
  readonly bits: number;
  readonly nonceRange: NonceRange;
  /** Unsigned 32-bit; 0 if the version is fixed. */
  readonly versionMask: number;
  /** Numbers of the versions that may be used; `{ start: 0, end: 0 }` if the version is fixed. */
  readonly versionRange: VersionRange;
  readonly #bytes: Uint8Array;

  /** @param bytes 76, owned by this instance from now on */
  private constructor(bytes: Uint8Array, rolls: Rolls) {
    const fields = readFields(bytes);
    this.version = fields.version;
    this.previousBlockHash = fields.previousBlockHash;
    this.merkleRoot = fields.merkleRoot;
    this.time = fields.time;
    this.bits = fields.bits;
    this.nonceRange = checkNonceRange(rolls.nonceRange ?? ALL_NONCES);
    this.versionMask = checkVersionMask(rolls.versionMask ?? 0);
    this.versionRange = checkVersionRange(rolls.versionRange, this.versionMask);
    this.#bytes = bytes;
    Object.freeze(this);
  }

  /**
   * @param input 76 or 80 bytes in serialised order, their hex, a Header, fields, or a template. A nonce is ignored
   * @param rolls what may be rolled; what is given here wins over what `input` says
   * @throws InputError: `ERR_INVALID_HEADER` (`ERR_INVALID_TARGET` for bits that are no 32-bit number) for the header,
   *   `ERR_INVALID_OPTION` for nonceRange, versionMask and versionRange
   */
  static from(input: HeaderTemplateInput, rolls: Rolls = {}): HeaderTemplate {
    if (typeof input === 'string' || isBytes(input)) {
      const bytes = parseHeaderBytes(input, [TEMPLATE_SIZE, HEADER_SIZE]);
      return new HeaderTemplate(bytes.slice(0, TEMPLATE_SIZE), rolls);
    }
    if (typeof input !== 'object' || input === null) {
      const expected = '76 or 80 bytes, their hex, a Header, a HeaderTemplate or its fields';
      throw new InputError('ERR_INVALID_HEADER', 'header', expected, input);
    }
    if (input instanceof Header) return new HeaderTemplate(input.toBytes().slice(0, TEMPLATE_SIZE), rolls);
    const { nonceRange = input.nonceRange, versionMask = input.versionMask } = rolls;
    // Under another mask the numbers of versions mean others.
    const isOfAnotherMask = input.versionMask !== undefined && input.versionMask !== versionMask;
    const { versionRange = isOfAnotherMask ? undefined : input.versionRange } = rolls;
    return new HeaderTemplate(writeFields(input), { nonceRange, versionMask, versionRange });
  }

  /** The serialised header without its nonce: 76 bytes; a copy. */
  toBytes(): Uint8Array {
    return this.#bytes.slice();
  }

  /** 152 hex digits, serialised order. */
  toHex(): string {
    return bytesToHex(this.#bytes);
  }

  /**
   * The target that the header's own bits demand.
   * @throws InputError (`ERR_INVALID_TARGET`) if they are zero, negative or overflow
   */
  target(): Target {
    return Target.fromBits(this.bits);
  }

  /**
   * The version with this number: its bits, lowest first, in place of those that `versionMask` allows to be changed.
   * @returns a signed 32-bit number
   */
  versionAt(number: number): number {
    return versionAt(this.version, this.versionMask, number);
  }

  /** The whole header with this nonce and, if it was rolled, this version. Neither has to be within what may be rolled. */
  withNonce(nonce: number, version = this.version): Header {
    return Header.fromFields({ ...this, version, nonce });
  }
}

/**
 * @returns a frozen copy of `range`
 * @throws InputError (`ERR_INVALID_OPTION`) unless 0 ≤ start ≤ end ≤ 2^32 − 1
 */
export function checkNonceRange(range: NonceRange): NonceRange {
  if (typeof range !== 'object' || range === null) {
    throw new InputError('ERR_INVALID_OPTION', 'nonceRange', 'an object with start and end', range);
  }
  const start = checkInteger(range.start, 0, MAX_U32, 'nonceRange.start');
  const end = checkInteger(range.end, start, MAX_U32, 'nonceRange.end');
  return Object.freeze({ start, end });
}
