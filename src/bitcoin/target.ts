import { hexToBytes as nobleHexToBytes } from '@noble/hashes/utils.js';
import { InputError } from '../errors.js';
import { HASH_SIZE, hexDigits, toHashBytes } from './bytes.js';
import { bigIntToCompact, compactToBigInt } from './compact.js';
import { bigIntToDifficulty, difficultyToBigInt } from './difficulty.js';
import { ratioToNumber } from './ratio.js';

/** What a function that wants a target takes: hex (display order), a bigint or a {@link Target}. */
export type TargetInput = string | bigint | Target;

const SPACE = 1n << 256n;
const CODE = 'ERR_INVALID_TARGET';

/**
 * The threshold of a proof of work: a hash meets it if, read as a 256-bit number, it is not greater. Immutable; any value
 * from 1 to 2^256 − 1.
 *
 * Whatever makes one throws an InputError with code `ERR_INVALID_TARGET` when it cannot.
 */
export class Target {
  readonly #value: bigint;
  /** Big-endian. */
  readonly #bytes: Uint8Array;

  private constructor(value: bigint) {
    this.#value = value;
    this.#bytes = nobleHexToBytes(hex64(value));
  }

  /** A Target from hex as for {@link fromHex}, from a bigint, or the Target itself. */
  static from(input: TargetInput): Target {
    if (input instanceof Target) return input;
    if (typeof input === 'string') return Target.fromHex(input);
    if (typeof input === 'bigint') return Target.fromBigInt(input);
    throw new InputError(CODE, 'target', 'hex, a bigint or a Target', input);
  }

  /** @param hex 1 to 64 hex digits in display order (big-endian), with or without `0x`; leading zeros may be left out */
  static fromHex(hex: string): Target {
    const digits = hexDigits(hex, 'target', CODE, '0x');
    if (digits.length < 1 || digits.length > 2 * HASH_SIZE) {
      throw new InputError(CODE, 'target', `1 to 64 hex digits (it has ${digits.length})`, hex);
    }
    const value = BigInt(`0x${digits}`);
    if (value === 0n) throw new InputError(CODE, 'target', 'greater than 0', hex);
    return new Target(value);
  }

  static fromBigInt(value: bigint): Target {
    if (typeof value !== 'bigint' || value < 1n || value >= SPACE) {
      throw new InputError(CODE, 'target', 'a bigint from 1 to 2^256 - 1', value);
    }
    return new Target(value);
  }

  /**
   * The target of compact bits, by Bitcoin Core's rules: zero, negative and overflowing ones are refused.
   * @param bits an unsigned number, or 8 hex digits in display order, with or without `0x`
   */
  static fromBits(bits: number | string): Target {
    return new Target(compactToBigInt(bits));
  }

  /**
   * floor(0xffff · 2^208 / difficulty), computed exactly.
   * @param difficulty 65535/2^48 (MIN_DIFFICULTY) … 65535 · 2^208. A number counts as the exact value of the double; a
   *   string is an exact decimal ("0.1", "1.5e6"): prefer it for what a person typed
   */
  static fromDifficulty(difficulty: number | bigint | string): Target {
    return new Target(difficultyToBigInt(difficulty));
  }

  toBigInt(): bigint {
    return this.#value;
  }

  /** 64 lower-case hex digits, display order. */
  toHex(): string {
    return hex64(this.#value);
  }

  /** 32 bytes, big-endian (display order); a copy. */
  toBytes(): Uint8Array {
    return this.#bytes.slice();
  }

  /** The same as {@link toHex}. */
  toString(): string {
    return this.toHex();
  }

  /** The same as {@link toHex}. */
  toJSON(): string {
    return this.toHex();
  }

  /** The compact bits of the greatest target that compact bits can express and that does not exceed this one. */
  get bits(): number {
    return bigIntToCompact(this.#value);
  }

  /** Whether {@link bits} express this target exactly, as they do for every target that came from bits. */
  get isCompact(): boolean {
    return compactToBigInt(this.bits) === this.#value;
  }

  /** The nearest double to 0xffff · 2^208 / target. */
  get difficulty(): number {
    return bigIntToDifficulty(this.#value);
  }

  /** How many hashes it takes on average, 2^256 / (target + 1): the nearest double. */
  get expectedHashes(): number {
    return ratioToNumber({ numerator: SPACE, denominator: this.#value + 1n });
  }

  /** The same, rounded down: what a block with this target adds to the chain's work (Core's GetBlockProof). */
  get work(): bigint {
    return SPACE / (this.#value + 1n);
  }

  /**
   * How likely at least one of so many hashes meets the target: 1 − (1 − p)^hashes with p = (target + 1) / 2^256.
   * @param hashes at least 0
   * @returns 0 … 1, good for the smallest p too
   * @throws InputError (`ERR_INVALID_OPTION`) if `hashes` is negative or not finite
   */
  probability(hashes: number | bigint): number {
    const count = typeof hashes === 'bigint' ? Number(hashes) : hashes;
    if (typeof count !== 'number' || !(count >= 0) || hashes === Number.POSITIVE_INFINITY) {
      throw new InputError('ERR_INVALID_OPTION', 'hashes', 'a finite number of at least 0', hashes);
    }
    if (count === 0) return 0;
    const chance = ratioToNumber({ numerator: this.#value + 1n, denominator: SPACE });
    // The textbook form gives 0 for every p below 2^-53, which is each target of difficulty 2^21 and more.
    return -Math.expm1(count * Math.log1p(-chance));
  }

  /**
   * Whether hash ≤ target, over all 256 bits.
   * @param hash 32 bytes in internal order (as sha256d returns them), or 64 hex digits in display order
   * @throws InputError (`ERR_INVALID_OPTION`) if it is neither
   */
  isMetBy(hash: Uint8Array | string): boolean {
    const bytes = toHashBytes(hash);
    for (let i = 0; i < HASH_SIZE; i++) {
      const difference = bytes[HASH_SIZE - 1 - i]! - this.#bytes[i]!;
      if (difference !== 0) return difference < 0;
    }
    return true;
  }

  equals(other: Target): boolean {
    return this.#value === other.#value;
  }
}

function hex64(value: bigint): string {
  return value.toString(16).padStart(2 * HASH_SIZE, '0');
}
