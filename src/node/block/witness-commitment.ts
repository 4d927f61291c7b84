import { concatBytes } from '@noble/hashes/utils.js';
import { hexToHash } from '../../bitcoin/bytes.js';
import { merkleRoot } from '../../bitcoin/merkle.js';
import { sha256d } from '../../bitcoin/sha256d.js';

/** What a commitment's script begins with: OP_RETURN, a push of 36 bytes, and BIP 141's aa21a9ed. */
const COMMITMENT_HEADER = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);

/** The coinbase's wtxid counts as zeros: it can't commit to itself. */
const COINBASE_WTXID = '0'.repeat(64);

/** The coinbase's one witness item, which the commitment is salted with: any 32 bytes, by custom zeros. */
export const WITNESS_RESERVED_VALUE = new Uint8Array(32);

/**
 * The output script by which a coinbase commits to the witnesses of its block (BIP 141): 38 bytes.
 * @param wtxids of the other transactions, 64 hex digits each, display order
 */
export function witnessCommitmentScript(wtxids: readonly string[]): Uint8Array {
  const root = hexToHash(merkleRoot([COINBASE_WTXID, ...wtxids]));
  return concatBytes(COMMITMENT_HEADER, sha256d(concatBytes(root, WITNESS_RESERVED_VALUE)));
}
