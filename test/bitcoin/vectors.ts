import blockVectors from '../vectors/blocks.json' with { type: 'json' };
import headerVectors from '../vectors/headers.json' with { type: 'json' };
import merkleVectors from '../vectors/merkle.json' with { type: 'json' };

/** Real headers of the main chain. */
export const headers: readonly {
  height: number;
  header: string;
  hash: string;
  nonce: number;
  target: string;
  bits: string;
}[] = headerVectors;

/** Real blocks' txids and merkle roots. */
export const blocks: readonly { height: number; txids: string[]; root: string }[] = merkleVectors;

/** Whole blocks, serialised hex: one from before segwit, and one with witnesses. */
export const realBlocks: readonly {
  chain: string;
  height: number;
  hash: string;
  /** The script of the output that commits to the witnesses. */
  witnessCommitment?: string;
  block: string;
}[] = blockVectors;
