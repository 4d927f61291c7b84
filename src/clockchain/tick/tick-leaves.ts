/**
 * What a tick's merkle root is over: SHA256d of the device key, payload digest, round root, and the cited heads in the order
 * of their device keys.
 *
 * Two lists of leaves have one root only when they differ in repetitions at their ends, as an odd tree repeats its last leaf
 * (CVE-2012-2459). Ticks of different devices are never the same, so one case is left: a round root that is also the only cited
 * head. Without the citation the root stays, but the round root is then of other ticks, which whoever verifies the round finds.
 */
import { bytesToHex } from '../../bitcoin/bytes.js';
import { InputError } from '../../errors.js';
import { type MerklePath, pathOf, rootOf } from '../merkle.js';
import { sha256d } from '../sha256d.js';
import type { TickContent } from './tick.js';

/** Place of the payload digest among the leaves. */
export const PAYLOAD_LEAF = 1;
const FIRST_CITATION = 3;

/** The leaves, in internal order. */
export function leavesOf({ device, payload, roundRoot, citations }: TickContent): Uint8Array[] {
  return [sha256d(device), payload, roundRoot, ...citations.map(({ head }) => head)];
}

/** The merkle root that the header has to have: 32 bytes, internal order. */
export function merkleRootOf(content: TickContent): Uint8Array {
  return rootOf(leavesOf(content));
}

/** What leads from the payload digest to the merkle root: the proof that it was sealed with this tick. */
export function payloadPath(content: TickContent): MerklePath {
  return pathOf(leavesOf(content), PAYLOAD_LEAF);
}

/**
 * What leads from a cited head to the merkle root: the proof that it came before this tick.
 * @param device key of the cited device
 * @throws InputError (`ERR_INVALID_OPTION`) when the tick does not cite it
 */
export function citationPath(content: TickContent, device: Uint8Array): MerklePath {
  const wanted = bytesToHex(device);
  const place = content.citations.findIndex((citation) => bytesToHex(citation.device) === wanted);
  if (place === -1) {
    throw new InputError('ERR_INVALID_OPTION', 'device', 'one that the tick cites', wanted);
  }
  return pathOf(leavesOf(content), FIRST_CITATION + place);
}
