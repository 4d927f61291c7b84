/**
 * The record of a tick, on disk and on the wire. Integers are little-endian, hashes in internal order:
 *
 *     header 80 | device key 32 | payload digest 32 | round root 32 | round u32
 *     citations u16, each: device key 32 | head 32
 *     signature 64
 */
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { checkBytes } from '../../bitcoin/check.js';
import { HEADER_SIZE } from '../../bitcoin/header-fields.js';
import { TickError } from './tick-error.js';
import { KEY_SIZE, MOST_CITATIONS, SIGNATURE_SIZE } from './tick-sizes.js';

/** Where each part begins. The signature is at the end. */
export const DEVICE = HEADER_SIZE;
export const PAYLOAD = DEVICE + KEY_SIZE;
export const ROUND_ROOT = PAYLOAD + HASH_SIZE;
export const ROUND = ROUND_ROOT + HASH_SIZE;
export const COUNT = ROUND + 4;
export const CITATIONS = COUNT + 2;
export const CITATION_SIZE = KEY_SIZE + HASH_SIZE;

/** Bytes of a record without citations: the shortest. */
export const SHORTEST_TICK = sizeOf(0);
/** Bytes of a record with as many citations as there can be. */
export const LONGEST_TICK = sizeOf(MOST_CITATIONS);

/** Bytes of a record with so many citations. */
export function sizeOf(citations: number): number {
  return CITATIONS + citations * CITATION_SIZE + SIGNATURE_SIZE;
}

/**
 * How many citations a record has.
 * @throws TickError (`length`) for any other number of bytes than they call for
 */
export function countCitations(bytes: Uint8Array): number {
  const { length } = checkBytes(bytes, undefined, 'bytes');
  if (length < SHORTEST_TICK || length > LONGEST_TICK) {
    throw new TickError('length', `to have ${SHORTEST_TICK} to ${LONGEST_TICK} bytes, got ${length}`);
  }
  const count = bytes[COUNT]! | (bytes[COUNT + 1]! << 8);
  if (length === sizeOf(count)) return count;
  throw new TickError('length', `with ${count} citations to have ${sizeOf(count)} bytes, got ${length}`);
}
