/**
 * A reading is a line of JSON, an object, and its bytes are the line's own as they came, without the line feed. Nothing puts them in
 * another form: what was signed is what the sensor wrote.
 *
 * Signed, integers little-endian:
 *
 *     device key 32 | number u64 | time u64 | signature 64 | the line's bytes
 *
 * The signature is Ed25519 over SHA256d of
 *
 *     "mine-wasm/reading/1" and a zero byte | SHA256d of the session's name | device key 32 | number u64 | time u64 | the line's bytes
 *
 * which no tick can have as its hash: a tick's is of 80 bytes. The session is in it, so that a reading is not taken from one session's
 * journal into another's. The reading's leaf in the merkle tree of its batch is SHA256d of its signed form, which is longer than
 * 64 bytes: no inner node of a tree passes for a leaf (nor the other way round).
 */
import { sha256d } from '../../bitcoin/sha256d.js';
import { describe } from '../../errors.js';
import { genesisOf } from '../chain/chain-state.js';
import { type DeviceKey, verifySignature } from '../device/device-key.js';
import { KEY_SIZE, SIGNATURE_SIZE } from '../tick/tick-sizes.js';
import { ReadingError } from './reading-error.js';

/** Bytes of a reading, at most. A record of a journal holds at least three such. */
export const LONGEST_READING = 16_384;

/** A reading before it is signed. */
export interface Reading {
  /** Its place in the device's journal, from 1. */
  readonly number: number;
  /** When it was taken: milliseconds since 1970, by the device's own clock. */
  readonly time: number;
  /** The line. */
  readonly bytes: Uint8Array;
}

/** A reading that a device has signed. */
export interface SignedReading extends Reading {
  /** Raw Ed25519 public key. */
  readonly device: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

const DOMAIN = new TextEncoder().encode('mine-wasm/reading/1\0');
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Whether a line is a reading.
 * @returns what it says
 * @throws ReadingError (`ERR_INVALID_READING`) when it is too long, not UTF-8, no JSON, or no object
 */
export function parseReading(line: Uint8Array): Readonly<Record<string, unknown>> {
  if (line.length > LONGEST_READING) {
    throw new ReadingError(`to have at most ${LONGEST_READING} bytes, got more`);
  }
  let text: string;
  try {
    text = UTF_8.decode(line);
  } catch (cause) {
    throw new ReadingError('to be UTF-8, got bytes that are not', { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ReadingError(`to be a JSON object, got ${describe(text)}`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new ReadingError(`to be a JSON object, got ${describe(value)}`);
}

/** Signs a reading for the journal of a session. The line is not looked at. */
export function signReading(key: DeviceKey, session: string, reading: Reading): SignedReading {
  const signed = { ...reading, device: key.publicKey };
  return { ...signed, signature: key.sign(digestOf(session, signed)) };
}

/** Whether its device has signed it for that session's journal. */
export function isSigned(session: string, reading: SignedReading): boolean {
  return verifySignature(reading.device, digestOf(session, reading), reading.signature);
}

/** The signed form. */
export function encodeReading({ device, number, time, signature, bytes }: SignedReading): Uint8Array {
  return joined(device, place({ number, time }), signature, bytes);
}

/** Its leaf in the merkle tree of its batch: 32 bytes, internal order. */
export function leafOf(reading: SignedReading): Uint8Array {
  return sha256d(encodeReading(reading));
}

/** Bytes of the signed form in front of the line. */
export const SIGNED_OVERHEAD = KEY_SIZE + 16 + SIGNATURE_SIZE;

function digestOf(session: string, { device, number, time, bytes }: Omit<SignedReading, 'signature'>) {
  return sha256d(joined(DOMAIN, genesisOf(session), device, place({ number, time }), bytes));
}

function place({ number, time }: Pick<Reading, 'number' | 'time'>): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(number), true);
  view.setBigUint64(8, BigInt(time), true);
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
