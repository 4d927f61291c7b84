/**
 * The record of a tick, on disk and on the wire. Integers are little-endian, hashes in internal order:
 *
 *     header 80 | device key 32 | payload digest 32 | round root 32 | round u32
 *     citations u16, each: device key 32 | head 32
 *     signature 64
 */
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { checkBytes } from '../../bitcoin/check.js';
import { Header } from '../../bitcoin/header.js';
import { HEADER_SIZE } from '../../bitcoin/header-fields.js';
import type { Citation, Tick } from './tick.js';
import { TickError } from './tick-error.js';
import { checkSizes, KEY_SIZE, MOST_CITATIONS, SIGNATURE_SIZE } from './tick-sizes.js';

const DEVICE = HEADER_SIZE;
const PAYLOAD = DEVICE + KEY_SIZE;
const ROUND_ROOT = PAYLOAD + HASH_SIZE;
const ROUND = ROUND_ROOT + HASH_SIZE;
const COUNT = ROUND + 4;
const CITATIONS = COUNT + 2;
const CITATION_SIZE = KEY_SIZE + HASH_SIZE;

/** Bytes of a record without citations: the shortest. */
export const SHORTEST_TICK = sizeOf(0);
/** Bytes of a record with as many citations as there can be. */
export const LONGEST_TICK = sizeOf(MOST_CITATIONS);

/** @throws TickError (`length`) when a part of it has another length than the record has room for */
export function encodeTick(tick: Tick): Uint8Array {
  checkSizes(tick);
  const { header, device, payload, roundRoot, round, citations, signature } = tick;
  const bytes = new Uint8Array(sizeOf(citations.length));
  const view = new DataView(bytes.buffer);
  bytes.set(header.toBytes());
  bytes.set(device, DEVICE);
  bytes.set(payload, PAYLOAD);
  bytes.set(roundRoot, ROUND_ROOT);
  view.setUint32(ROUND, round, true);
  view.setUint16(COUNT, citations.length, true);
  for (const [i, { device: peer, head }] of citations.entries()) {
    bytes.set(peer, CITATIONS + i * CITATION_SIZE);
    bytes.set(head, CITATIONS + i * CITATION_SIZE + KEY_SIZE);
  }
  bytes.set(signature, bytes.length - SIGNATURE_SIZE);
  return bytes;
}

/**
 * Reads a record. Only its length is looked at: see tick-checks.ts for what the tick says.
 * @param bytes exactly one record; the tick shares no memory with them
 * @throws TickError (`length`) for any other number of bytes than its citations call for
 */
export function decodeTick(bytes: Uint8Array): Tick {
  const { length } = checkBytes(bytes, undefined, 'bytes');
  if (length < SHORTEST_TICK || length > LONGEST_TICK) {
    throw new TickError('length', `to have ${SHORTEST_TICK} to ${LONGEST_TICK} bytes, got ${length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const count = view.getUint16(COUNT, true);
  if (length !== sizeOf(count)) {
    throw new TickError('length', `with ${count} citations to have ${sizeOf(count)} bytes, got ${length}`);
  }
  // Not .slice(): a Buffer's shares memory with the whole of what was read.
  const part = (start: number, size: number) => Uint8Array.from(bytes.subarray(start, start + size));
  const citations = Array.from({ length: count }, (_, i): Citation => {
    const start = CITATIONS + i * CITATION_SIZE;
    return { device: part(start, KEY_SIZE), head: part(start + KEY_SIZE, HASH_SIZE) };
  });
  return {
    header: Header.from(part(0, HEADER_SIZE)),
    device: part(DEVICE, KEY_SIZE),
    payload: part(PAYLOAD, HASH_SIZE),
    roundRoot: part(ROUND_ROOT, HASH_SIZE),
    round: view.getUint32(ROUND, true),
    citations,
    signature: part(length - SIGNATURE_SIZE, SIGNATURE_SIZE),
  };
}

/** Bytes of a record with so many citations. */
function sizeOf(citations: number): number {
  return CITATIONS + citations * CITATION_SIZE + SIGNATURE_SIZE;
}
