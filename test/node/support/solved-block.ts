import { BlockWork } from '../../../src/node/block/block-work.js';
import type { FoundBlock } from '../../../src/node/solo/found-block.js';
import { hashOf } from '../../support/oracle.js';
import { headerHash, type RegtestNode } from './regtest-node.js';

/** A block of the node's present template. */
export function blockOf(node: RegtestNode, extranonce = 0n): FoundBlock & { hash: string } {
  const template = node.template();
  const unsolved = BlockWork.from({ template, payout: '51' }).block({ extranonce });
  let nonce = 0;
  while (hashOf(unsolved.header.toBytes(), nonce) >> 255n > 0n) nonce++;
  const block = unsolved.toHex(unsolved.header.withNonce(nonce));
  return {
    chain: 'regtest',
    height: node.height + 1,
    block,
    foundAt: 1_700_000_000_000,
    hash: headerHash(block),
  };
}
