/**
 * Bitcoin's merkle tree (src/bitcoin/merkle.ts) over hashes in internal byte order, as ticks and their records hold them.
 */
import { HASH_SIZE, hashToHex, hexToHash } from '../bitcoin/bytes.js';
import { checkBytes } from '../bitcoin/check.js';
import { merkleBranch, rootFromBranch } from '../bitcoin/merkle.js';
import { InputError } from '../errors.js';
import { sha256d } from './sha256d.js';

/** What leads from a leaf to a merkle root. All hashes are in internal order. */
export interface MerklePath {
  /** 32 bytes. */
  readonly leaf: Uint8Array;
  /** The leaf's place, from 0. */
  readonly index: number;
  /** The sibling on each level, lowest first. */
  readonly siblings: readonly Uint8Array[];
}

/** The root over at least one leaf; a copy. @throws InputError (`ERR_INVALID_OPTION`) */
export function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) throw new InputError('ERR_INVALID_OPTION', 'leaves', 'at least one', leaves);
  let level = leaves.map((leaf, i) => checkBytes(leaf, HASH_SIZE, `leaves[${i}]`));
  const pair = new Uint8Array(2 * HASH_SIZE);
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) {
      pair.set(level[i]!);
      pair.set(level[i + 1] ?? level[i]!, HASH_SIZE);
      above.push(sha256d(pair));
    }
    level = above;
  }
  return Uint8Array.from(level[0]!);
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
