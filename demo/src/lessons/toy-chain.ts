import { Header, HeaderTemplate, merkleRoot, Target } from '../engine.js';
import { hashText } from '../text-hash.js';

/** A block of the toy chain: what its maker decides. All else follows from it and from the blocks before. */
export interface ToyBlock {
  readonly text: string;
  readonly nonce: number;
}

/** A block as it stands in the chain. */
export interface ChainedBlock extends ToyBlock {
  readonly header: Header;
  /** 64 hex digits, display order. */
  readonly hash: string;
  /** Its hash meets the target. */
  readonly isMined: boolean;
}

/** How many hex digits of a hash have to be zero. */
export const ZEROS = { least: 3, most: 7, usual: 4 } as const;

/** What a first block says of the block before it. */
export const NO_BLOCK = '0'.repeat(64);
const VERSION = 0x20000000;
/** 2026-01-01, and ten minutes a block, as Bitcoin's take on average. Fixed: a time that passes would break every block. */
const START = 1_767_225_600;
const INTERVAL = 600;

/** A chain that is mined for four zeros, so that the lesson starts with one that holds. */
export const FIRST_CHAIN: readonly ToyBlock[] = [
  { text: 'The first block has no block before it.', nonce: 20569 },
  { text: 'Anna pays Ben 2 coins.', nonce: 63063 },
  { text: 'Ben pays Clara 1 coin.', nonce: 13738 },
  { text: 'Clara pays Anna 1 coin.', nonce: 385735 },
];

/** The greatest target that bits can express and that has so many zeros. */
export function targetWithZeros(zeros: number): Target {
  return Target.fromBits(Target.fromBigInt((1n << BigInt(256 - 4 * zeros)) - 1n).bits);
}

/** Works the chain out, the first block first: each header names the hash of the one before. */
export function chain(blocks: readonly ToyBlock[], zeros: number): ChainedBlock[] {
  const target = targetWithZeros(zeros);
  const chained: ChainedBlock[] = [];
  for (const [height, block] of blocks.entries()) {
    const header = Header.fromFields({
      version: VERSION,
      previousBlockHash: chained.at(-1)?.hash ?? NO_BLOCK,
      merkleRoot: merkleRoot([hashText(block.text)]),
      time: START + height * INTERVAL,
      bits: target.bits,
      nonce: block.nonce,
    });
    const hash = header.hash();
    chained.push({ ...block, header, hash, isMined: target.isMetBy(hash) });
  }
  return chained;
}

/** The first block that is not mined: the blocks behind it have to wait for its hash. Undefined when all are. */
export function firstBroken(chained: readonly ChainedBlock[]): number | undefined {
  const at = chained.findIndex(({ isMined }) => !isMined);
  return at === -1 ? undefined : at;
}

/** What a search for the block's nonce starts from. */
export function templateOf({ header }: ChainedBlock): HeaderTemplate {
  return HeaderTemplate.from(header);
}

/** The same blocks, one of them with other values. */
export function withBlock(blocks: readonly ToyBlock[], at: number, change: Partial<ToyBlock>): ToyBlock[] {
  return blocks.map((block, height) => (height === at ? { ...block, ...change } : block));
}
