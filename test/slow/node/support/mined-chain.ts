import { Block } from 'bitcoinjs-lib';
import type { NodeClient } from '../../../../src/node/rpc/node-client.js';

/** A block of the node's chain, read by bitcoinjs-lib. */
export async function blockAt(client: NodeClient, height: number): Promise<Block> {
  const hash = await client.rpc.call('getblockhash', [height]);
  return Block.fromHex((await client.rpc.call('getblock', [hash, false])) as string);
}

/** The whole chain but genesis, lowest first. */
export async function chainOf(client: NodeClient): Promise<Block[]> {
  const height = (await client.rpc.call('getblockcount')) as number;
  const blocks: Block[] = [];
  for (let each = 1; each <= height; each++) blocks.push(await blockAt(client, each));
  return blocks;
}

/** Who a block's coinbase pays how much, and what is in it for segwit. */
export function coinbaseOf(block: Block): { script: string; value: bigint; commitment: string | undefined } {
  const [paid, ...others] = block.transactions![0]!.outs;
  const hexes = others.map(({ script }) => Buffer.from(script).toString('hex'));
  return {
    script: Buffer.from(paid!.script).toString('hex'),
    value: paid!.value,
    commitment: hexes.find((hex) => hex.startsWith('6a24aa21a9ed'))?.slice(12),
  };
}
