import { NodeClient } from '../../../../src/node/rpc/node-client.js';
import { RpcClient } from '../../../../src/node/rpc/rpc-client.js';
import type { RpcOptions } from '../../../../src/node/rpc/rpc-options.js';

/** A full node on regtest that a test starts, stops and starts again; its address stays the same. */
export interface RealNode {
  /** How to reach it. */
  readonly rpc: RpcOptions & { readonly url: string };
  /** Resolves when it gives block templates, and has every block again that it had shared. */
  start(): Promise<void>;
  /** Ends it as a user would. */
  stop(): Promise<void>;
  /** Ends it as a loss of power would. */
  kill(): Promise<void>;
  /** Ends it for good, and removes what it left. */
  remove(): Promise<void>;
  /** Resolves when a kill would not lose this block any more. */
  shared(hash: string): Promise<void>;
  /** Lets the node itself mine blocks, as another miner would. @returns their hashes */
  mine(blocks: number): Promise<string[]>;
}

/** A client for one use. */
export async function ask<Answer>(
  rpc: RpcOptions,
  use: (client: NodeClient) => Promise<Answer>,
): Promise<Answer> {
  const client = new RpcClient(rpc);
  try {
    return await use(new NodeClient(client));
  } finally {
    client.close();
  }
}
