import { concatBytes } from '@noble/hashes/utils.js';
import { bytesToHex, hashToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { compactSize } from '../../bitcoin/compact-size.js';
import { sha256d } from '../../bitcoin/sha256d.js';
import { InputError } from '../../errors.js';
import type { BlockTemplate } from './block-template.js';
import { coinbaseScript, EXTRANONCE_SIZE } from './coinbase-script.js';
import { checkScript } from './payout.js';
import { WITNESS_RESERVED_VALUE } from './witness-commitment.js';

/** The greatest extranonce: 2^64 − 1. */
export const MAX_EXTRANONCE = 2n ** BigInt(8 * EXTRANONCE_SIZE) - 1n;

const VERSION = Uint8Array.of(2, 0, 0, 0);
const MARKER_AND_FLAG = Uint8Array.of(0, 1);
/** The input of every coinbase: no transaction's output 2^32 − 1. */
const NO_OUTPOINT = new Uint8Array(36).fill(0xff, 32);
/** Any sequence but 0xffffffff makes the lock time count, as BIP 54 asks for. */
const SEQUENCE = Uint8Array.of(0xfe, 0xff, 0xff, 0xff);
const LOCK_TIME_SIZE = 4;

/**
 * The transaction that pays the miner, all but its extranonce: a template and a payout make one, and each extranonce costs
 * one hash of it. One input, whose script is coinbaseScript's; an output of the whole value, and one that commits to the
 * block's witnesses if there has to be one. The lock time is height − 1, final in this block and later ones. BIP 54 asks for
 * it: with that, no two blocks can have the same coinbase.
 */
export class Coinbase {
  /** Without witness, the extranonce zeros. */
  readonly #stripped: Uint8Array;
  readonly #extranonceOffset: number;
  readonly #hasWitness: boolean;

  /**
   * @param payout the output script that is paid to: bytes, or hex
   * @param tag text of the miner's own for the coinbase's script
   * @throws InputError: `ERR_INVALID_PAYOUT`, `ERR_INVALID_OPTION` for `tag`, `ERR_INVALID_TEMPLATE` if the template's
   *   coinbaseaux does not fit
   */
  constructor(template: BlockTemplate, payout: Uint8Array | string, tag = '') {
    const { height, coinbaseValue, witnessCommitment } = template;
    const aux = template.coinbaseAux.map((hex) => hexToBytes(hex));
    const script = coinbaseScript(height, aux, tag);
    const outputs = [output(coinbaseValue, checkScript(payout))];
    if (witnessCommitment !== undefined) outputs.push(output(0n, hexToBytes(witnessCommitment)));
    const head = concatBytes(VERSION, compactSize(1), NO_OUTPOINT, compactSize(script.bytes.length));
    const lockTime = new Uint8Array(LOCK_TIME_SIZE);
    new DataView(lockTime.buffer).setUint32(0, height - 1, true);
    this.#stripped = concatBytes(
      ...[head, script.bytes, SEQUENCE],
      ...[compactSize(outputs.length), ...outputs, lockTime],
    );
    this.#extranonceOffset = head.length + script.extranonceOffset;
    this.#hasWitness = witnessCommitment !== undefined;
  }

  /**
   * The transaction without witness, which its txid is the hash of.
   * @param extranonce 0 … 2^64 − 1, little-endian in the script
   */
  stripped(extranonce: bigint): Uint8Array {
    const bytes = this.#stripped.slice();
    new DataView(bytes.buffer).setBigUint64(this.#extranonceOffset, checkExtranonce(extranonce), true);
    return bytes;
  }

  /** 64 hex digits, display order. */
  txid(extranonce: bigint): string {
    return hashToHex(sha256d(this.stripped(extranonce)));
  }

  /** The transaction as it is in the block, with its witness if there is a commitment: serialised, hex. */
  toHex(extranonce: bigint): string {
    const stripped = this.stripped(extranonce);
    if (!this.#hasWitness) return bytesToHex(stripped);
    const witness = [compactSize(1), compactSize(WITNESS_RESERVED_VALUE.length), WITNESS_RESERVED_VALUE];
    return bytesToHex(
      concatBytes(
        ...[VERSION, MARKER_AND_FLAG, stripped.subarray(VERSION.length, -LOCK_TIME_SIZE)],
        ...[...witness, stripped.subarray(-LOCK_TIME_SIZE)],
      ),
    );
  }

  /** Bytes in the block. */
  get size(): number {
    return this.toHex(0n).length / 2;
  }

  /** As BIP 141 counts: three times the bytes without witness, and those with it. */
  get weight(): number {
    return 3 * this.#stripped.length + this.size;
  }
}

/** @throws InputError (`ERR_INVALID_OPTION`) unless it is a bigint from 0 to 2^64 − 1 */
export function checkExtranonce(extranonce: bigint, option = 'extranonce'): bigint {
  if (typeof extranonce !== 'bigint' || extranonce < 0n || extranonce > MAX_EXTRANONCE) {
    throw new InputError('ERR_INVALID_OPTION', option, 'a bigint from 0 to 2^64 - 1', extranonce);
  }
  return extranonce;
}

function output(value: bigint, script: Uint8Array): Uint8Array {
  const amount = new Uint8Array(8);
  new DataView(amount.buffer).setBigUint64(0, value, true);
  return concatBytes(amount, compactSize(script.length), script);
}
