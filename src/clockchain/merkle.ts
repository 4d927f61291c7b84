/**
 * Bitcoin's merkle tree (src/bitcoin/merkle.ts) over hashes in internal byte order, as ticks and their records hold them.
 */
import { hashToHex, hexToHash } from '../bitcoin/bytes.js';
import { merkleBranch, merkleRoot, rootFromBranch } from '../bitcoin/merkle.js';

/** What leads from a leaf to a merkle root. All hashes are in internal order. */
export interface MerklePath {
  /** 32 bytes. */
  readonly leaf: Uint8Array;
  /** The leaf's place, from 0. */
  readonly index: number;
  /** The sibling on each level, lowest first. */
  readonly siblings: readonly Uint8Array[];
}

/** The root over at least one leaf. @throws InputError (`ERR_INVALID_OPTION`) */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  return hexToHash(merkleRoot(leaves.map(hashToHex)));
}

/** The path from the leaf at `index`. @throws InputError (`ERR_INVALID_OPTION`) */
export function pathOf(leaves: readonly Uint8Array[], index: number): MerklePath {
  const siblings = merkleBranch(leaves.map(hashToHex), index).map((hex) => hexToHash(hex));
  return { leaf: leaves[index]!, index, siblings };
}

/** The root that a path leads to. @throws InputError (`ERR_INVALID_OPTION`) for a path that no tree has */
export function rootOfPath({ leaf, index, siblings }: MerklePath): Uint8Array {
  return hexToHash(rootFromBranch(hashToHex(leaf), siblings.map(hashToHex), index));
}
