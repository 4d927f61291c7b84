/**
 * Serialised transactions, as far as a miner needs to know them: their ids and their weight. Serialised is: version,
 * with witnesses the bytes 00 01 (BIP 144), inputs, outputs, the inputs' witnesses, lock time.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { type ErrorCode, InputError } from '../errors.js';
import { ByteReader } from './byte-reader.js';
import { hashToHex } from './bytes.js';
import { sha256d } from './sha256d.js';

/** What a block needs to know of a transaction. */
export interface TransactionIds {
  /** SHA256d of the transaction without witnesses: 64 hex digits, display order. The merkle tree's leaf. */
  readonly txid: string;
  /** SHA256d of all of it: 64 hex digits, display order. The leaf of the witness commitment's tree (BIP 141). */
  readonly wtxid: string;
  readonly hasWitness: boolean;
  /** Three times the size without witnesses, and the size with them (BIP 141). */
  readonly weight: number;
}

const VERSION_SIZE = 4;
const OUTPOINT_SIZE = 36;
const SEQUENCE_SIZE = 4;
const VALUE_SIZE = 8;
const LOCK_TIME_SIZE = 4;

/**
 * Works out a transaction's ids. Its form is checked as Core's deserialisation does; its scripts and amounts are not.
 * @param bytes the serialised transaction, with or without witnesses, and nothing after it
 * @param option the name that errors give to it
 * @throws InputError (`code`) if the bytes are no transaction, or more than one
 */
export function transactionIds(
  bytes: Uint8Array,
  option = 'transaction',
  code: ErrorCode = 'ERR_INVALID_OPTION',
): TransactionIds {
  const fault = (expected: string) =>
    new InputError(code, option, `a serialised transaction, ${expected}`, bytes);
  const reader = new ByteReader(bytes, fault);
  reader.skip(VERSION_SIZE);
  let inputs = reader.compactSize();
  // No inputs: that is the marker of a transaction with witnesses, and its flag follows.
  const hasWitness = inputs === 0;
  if (hasWitness) {
    if (reader.byte() !== 1) throw fault('with inputs, or with the marker and flag 00 01');
    inputs = reader.compactSize();
    if (inputs === 0) throw fault('with inputs');
  }
  const bodyEnd = skipInputsAndOutputs(reader, inputs);
  if (hasWitness && !skipWitnesses(reader, inputs)) throw fault('with witnesses, since it says so');
  const lockTime = reader.skip(LOCK_TIME_SIZE);
  if (reader.rest > 0) throw fault(`and nothing else (${reader.rest} bytes follow)`);

  const wtxid = hashToHex(sha256d(bytes));
  if (!hasWitness) return { txid: wtxid, wtxid, hasWitness, weight: 4 * bytes.length };
  const stripped = concatBytes(
    bytes.subarray(0, VERSION_SIZE),
    bytes.subarray(VERSION_SIZE + 2, bodyEnd),
    bytes.subarray(lockTime),
  );
  const weight = 3 * stripped.length + bytes.length;
  return { txid: hashToHex(sha256d(stripped)), wtxid, hasWitness, weight };
}

/** @returns where what comes after them begins */
function skipInputsAndOutputs(reader: ByteReader, inputs: number): number {
  for (let i = 0; i < inputs; i++) {
    reader.skip(OUTPOINT_SIZE);
    reader.skip(reader.compactSize());
    reader.skip(SEQUENCE_SIZE);
  }
  const outputs = reader.compactSize();
  for (let i = 0; i < outputs; i++) {
    reader.skip(VALUE_SIZE);
    reader.skip(reader.compactSize());
  }
  return reader.position;
}

/** @returns whether there is any witness: Core refuses the long form for a transaction without one */
function skipWitnesses(reader: ByteReader, inputs: number): boolean {
  let total = 0;
  for (let i = 0; i < inputs; i++) {
    const items = reader.compactSize();
    for (let item = 0; item < items; item++) reader.skip(reader.compactSize());
    total += items;
  }
  return total > 0;
}
