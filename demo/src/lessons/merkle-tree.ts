import { merkleRoot } from '../engine.js';
import { hashText } from '../text-hash.js';

export const LEAVES = { least: 1, most: 8 } as const;

/** One hash of the tree. */
export interface MerkleNode {
  /** 64 hex digits, display order. */
  readonly hash: string;
  /** Left to right: 0 … 1 of the tree's width. */
  readonly x: number;
  /** Places of its children on the level below: two, or one that is paired with itself; none for a leaf. */
  readonly children: readonly number[];
  /** It is the last of an odd level, and is paired with itself. */
  readonly isPairedWithItself: boolean;
}

/** Levels of the tree, the leaves first, the root last. */
export type MerkleLevels = readonly (readonly MerkleNode[])[];

/** The tree over these texts. @param texts at least one */
export function merkleLevels(texts: readonly string[]): MerkleLevels {
  const leaves = texts.map((text, at) => ({
    hash: hashText(text),
    x: (at + 0.5) / texts.length,
    children: [],
  }));
  const levels: Omit<MerkleNode, 'isPairedWithItself'>[][] = [leaves];
  for (
    let below = leaves as Omit<MerkleNode, 'isPairedWithItself'>[];
    below.length > 1;
    below = levels.at(-1)!
  ) {
    levels.push(pair(below));
  }
  return levels.map((level) =>
    level.map((node, at) => ({
      ...node,
      isPairedWithItself: level.length > 1 && level.length % 2 === 1 && at === level.length - 1,
    })),
  );
}

function pair(below: readonly Omit<MerkleNode, 'isPairedWithItself'>[]) {
  const level = [];
  for (let left = 0; left < below.length; left += 2) {
    const right = Math.min(left + 1, below.length - 1);
    const [a, b] = [below[left]!, below[right]!];
    level.push({
      // Two leaves and their root: that is what a node is.
      hash: merkleRoot([a.hash, b.hash]),
      x: (a.x + b.x) / 2,
      children: left === right ? [left] : [left, right],
    });
  }
  return level;
}

/** The place, on each level, of what a leaf's change changes: from the leaf to the root. */
export function pathFrom(leaf: number, levels: MerkleLevels): number[] {
  return levels.map((_, height) => leaf >> height);
}
