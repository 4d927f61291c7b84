/**
 * The file of a chain: 8 bytes `MWCHAIN\x01`, then records (records/record.ts). The first, of kind 0, tells whose chain it is:
 * format version u16, device key 32, session name in UTF-8. Each other one, of kind 1, is a tick (tick/tick-codec.ts).
 */
import { bytesToHex } from '../../bitcoin/bytes.js';
import { InputError } from '../../errors.js';
import type { RecordFormat, StoredRecord } from '../records/record.js';
import { damaged } from '../records/record-file-error.js';
import { LONGEST_TICK } from '../tick/tick-layout.js';
import { TickRecord } from '../tick/tick-record.js';
import { KEY_SIZE } from '../tick/tick-sizes.js';

export const CHAIN_FORMAT: RecordFormat = {
  magic: new TextEncoder().encode('MWCHAIN\x01'),
  longest: 1 + LONGEST_TICK,
};

export const HEAD_KIND = 0;
export const TICK_KIND = 1;

/** Bytes of a session's name in UTF-8, at most. */
export const LONGEST_SESSION = 200;

const VERSION = 1;
const DEVICE = 2;
const SESSION = DEVICE + KEY_SIZE;

/** Whose chain it is. */
export interface ChainHead {
  /** The session's name: 1 to 200 bytes of UTF-8. */
  readonly session: string;
  /** Raw Ed25519 public key. */
  readonly device: Uint8Array;
}

/** @throws InputError (`ERR_INVALID_OPTION`) */
export function encodeHead({ session, device }: ChainHead): Uint8Array {
  const name = Buffer.from(typeof session === 'string' ? session : '');
  // A lone surrogate would come back as another name.
  if (name.length === 0 || name.length > LONGEST_SESSION || name.toString() !== session) {
    throw new InputError(
      'ERR_INVALID_OPTION',
      'session',
      `a name of 1 to ${LONGEST_SESSION} bytes in UTF-8`,
      session,
    );
  }
  if (!(device instanceof Uint8Array) || device.length !== KEY_SIZE) {
    throw new InputError('ERR_INVALID_OPTION', 'device', `a key of ${KEY_SIZE} bytes`, device);
  }
  const bytes = new Uint8Array(SESSION + name.length);
  new DataView(bytes.buffer).setUint16(0, VERSION, true);
  bytes.set(device, DEVICE);
  bytes.set(name, SESSION);
  return bytes;
}

/**
 * Reads a chain's first record.
 * @throws RecordFileError (`kind`, `format`, `head`)
 */
export function readHead(path: string, { kind, number, offset, body }: StoredRecord): ChainHead {
  const place = { record: number, offset };
  const fault = (name: 'kind' | 'format' | 'head', got: string) =>
    damaged(name, path, place, 'whose chain it is', got);
  if (kind !== HEAD_KIND) throw fault('kind', `a record of kind ${kind}`);
  if (body.length < DEVICE) throw fault('head', `${body.length} bytes`);
  const version = new DataView(body.buffer, body.byteOffset).getUint16(0, true);
  if (version !== VERSION) throw fault('format', `version ${version} of the format`);
  const name = body.subarray(SESSION);
  if (body.length <= SESSION || name.length > LONGEST_SESSION) throw fault('head', `${body.length} bytes`);
  try {
    const session = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
    return { session, device: body.slice(DEVICE, SESSION) };
  } catch {
    throw fault('head', `a session's name that is not UTF-8 (${bytesToHex(name)})`);
  }
}

/**
 * Reads any other record of a chain. What it returns is a view into what was read.
 * @throws RecordFileError (`kind`, `tick`)
 */
export function readTick(path: string, { kind, number, offset, body }: StoredRecord): TickRecord {
  const place = { record: number, offset };
  if (kind !== TICK_KIND) throw damaged('kind', path, place, 'a tick', `a record of kind ${kind}`);
  try {
    return new TickRecord(body);
  } catch (error) {
    throw damaged('tick', path, place, 'a tick', (error as Error).message, error);
  }
}
