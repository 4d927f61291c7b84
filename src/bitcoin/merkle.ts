/**
 * Bitcoin's merkle tree: each node is the SHA256d of its two children, in internal byte order; the last node of an odd
 * level is paired with itself. Hashes go in and out as they are printed: 64 hex digits, display order.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { InputError } from '../errors.js';
import { hashToHex, hexToHash } from './bytes.js';
import { checkInteger } from './check.js';
import { sha256d } from './sha256d.js';

/** A merkle root, and whether its list can be trusted to be the only one with this root. */
export interface MerkleResult {
  /** 64 hex digits, display order. */
  readonly root: string;
  /**
   * Two neighbours that form a pair are equal (CVE-2012-2459). Since an odd level repeats its last node, a list with
   * its end repeated has the same root as the honest one; Core refuses blocks for which this is true
   * (`bad-txns-duplicate`).
   */
  readonly mutated: boolean;
}

/**
 * The root over the transactions of a block, coinbase first.
 * @param txids 64 hex digits each, display order; at least one
 * @throws InputError (`ERR_INVALID_OPTION`) naming the entry, or for an empty list
 */
export function merkleRoot(txids: readonly string[]): string {
  return computeMerkleRoot(txids).root;
}

/** {@link merkleRoot}, and whether the list shows the duplication of CVE-2012-2459, as Core's ComputeMerkleRoot does. */
export function computeMerkleRoot(txids: readonly string[]): MerkleResult {
  let level = parseTxids(txids);
  let mutated = false;
  while (level.length > 1) {
    // Only true pairs count: the last node of an odd level is meant to meet itself.
    for (let i = 0; i + 1 < level.length; i += 2) mutated ||= equal(level[i]!, level[i + 1]!);
    level = parents(level);
  }
  return { root: hashToHex(level[0]!), mutated };
}

/**
 * What leads from one transaction to the root: the sibling on each level, lowest first. With it the root of a block
 * whose coinbase (index 0) changes takes a few hashes instead of all of them.
 * @param txids 64 hex digits each, display order; with index 0 the first may be any placeholder
 * @param index 0 … txids.length − 1
 * @returns 64 hex digits each, display order; empty for a single transaction
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function merkleBranch(txids: readonly string[], index: number): string[] {
  let level = parseTxids(txids);
  let position = checkInteger(index, 0, level.length - 1, 'index');
  const branch: string[] = [];
  while (level.length > 1) {
    const sibling = Math.min(position ^ 1, level.length - 1);
    branch.push(hashToHex(level[sibling]!));
    level = parents(level);
    position >>>= 1;
  }
  return branch;
}

/**
 * The root that a leaf and its branch lead to.
 * @param leaf 64 hex digits, display order
 * @param branch as {@link merkleBranch} returns it: at most 32 siblings
 * @param index the leaf's place in the block, 0 … 2^branch.length − 1
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function rootFromBranch(leaf: string, branch: readonly string[], index: number): string {
  if (!Array.isArray(branch) || branch.length > 32) {
    throw new InputError('ERR_INVALID_OPTION', 'branch', 'an array of at most 32 hashes', branch);
  }
  let position = checkInteger(index, 0, 2 ** branch.length - 1, 'index');
  let node = hexToHash(leaf, 'leaf');
  for (const [i, hex] of branch.entries()) {
    const sibling = hexToHash(hex, `branch[${i}]`);
    node = position & 1 ? parent(sibling, node) : parent(node, sibling);
    position >>>= 1;
  }
  return hashToHex(node);
}

function parseTxids(txids: readonly string[]): Uint8Array[] {
  if (!Array.isArray(txids) || txids.length === 0) {
    throw new InputError('ERR_INVALID_OPTION', 'txids', 'an array of at least one txid', txids);
  }
  return Array.from(txids, (txid, i) => hexToHash(txid, `txids[${i}]`));
}

function parents(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i < level.length; i += 2) above.push(parent(level[i]!, level[i + 1] ?? level[i]!));
  return above;
}

function parent(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256d(concatBytes(left, right));
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i]);
}
