/** Ticks to records, as tick-layout.ts lays them out, and back. */
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { Header } from '../../bitcoin/header.js';
import { HEADER_SIZE } from '../../bitcoin/header-fields.js';
import type { Citation, Tick } from './tick.js';
import {
  CITATION_SIZE,
  CITATIONS,
  COUNT,
  countCitations,
  DEVICE,
  PAYLOAD,
  ROUND,
  ROUND_ROOT,
  sizeOf,
} from './tick-layout.js';
import { checkSizes, KEY_SIZE, SIGNATURE_SIZE } from './tick-sizes.js';

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
  const count = countCitations(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
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
    signature: part(bytes.length - SIGNATURE_SIZE, SIGNATURE_SIZE),
  };
}
