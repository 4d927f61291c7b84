import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { NodeClient } from '../../../src/node/rpc/node-client.js';
import { RpcClient } from '../../../src/node/rpc/rpc-client.js';
import type { RpcOptions } from '../../../src/node/rpc/rpc-options.js';
import { BcoinNode } from './support/bcoin-node.js';
import { CoreNode } from './support/core-node.js';
import { CORE_RUNS } from './support/install.js';
import { ask, type RealNode } from './support/real-node.js';

// Nothing here takes seconds: what waits for a minute waits for ever.
vi.setConfig({ testTimeout: 60_000 });

describe.for([
  { name: 'bcoin 1.0.2', create: () => BcoinNode.create(), runs: true },
  { name: 'Bitcoin Core 0.11.99', create: () => CoreNode.create(), runs: CORE_RUNS },
])('$name', ({ create, runs }) => {
  let node: RealNode;
  let client: NodeClient;

  function clientOf(options: RpcOptions): NodeClient {
    const rpc = new RpcClient(options);
    onTestFinished(() => rpc.close());
    return new NodeClient(rpc);
  }

  beforeAll(async () => {
    if (!runs) return;
    node = await create();
    client = new NodeClient(new RpcClient(node.rpc));
  });
  afterAll(async () => {
    client?.rpc.close();
    await node?.remove();
  });

  /** A block as the node has it, in hex. */
  async function blockOf(hash: string): Promise<string> {
    return (await client.rpc.call('getblock', [hash, false])) as string;
  }

  describe.skipIf(!runs)('answers', () => {
    test('the chain and its tip', async () => {
      const info = await client.getChainInfo();
      expect(info).toMatchObject({ chain: 'regtest', bestBlockHash: await client.getBestBlockHash() });
      const [hash] = await node.mine(1);
      expect(await client.getChainInfo()).toEqual({ ...info, height: info.height + 1, bestBlockHash: hash });
    });

    test('a template on its tip', async () => {
      expect(await client.getBlockTemplate()).toMatchObject({
        previousblockhash: await client.getBestBlockHash(),
        height: (await client.getChainInfo()).height + 1,
        bits: '207fffff',
        longpollid: expect.any(String),
      });
    });

    test('a long poll when the tip changes', async () => {
      const { longpollid } = await client.getBlockTemplate();
      const poll = client.getBlockTemplate({ longpollid: longpollid as string });
      const [hash] = await node.mine(1);
      expect((await poll).previousblockhash).toBe(hash);
    });

    test('other calls while a long poll waits, which can be aborted', async () => {
      const { longpollid } = await client.getBlockTemplate();
      const controller = new AbortController();
      const poll = client.getBlockTemplate({ longpollid: longpollid as string, signal: controller.signal });
      await client.getBlockTemplate();
      controller.abort('enough');
      await expect(poll).rejects.toBe('enough');
      await client.getBlockTemplate();
    });

    test('what is no block, or one that it can not take', async () => {
      expect(await client.submitBlock('00')).toMatchObject({
        kind: 'rejected',
        reason: 'Block decode failed',
      });
      const [hash] = await node.mine(1);
      const block = await blockOf(hash!);
      expect(await client.submitBlock(block)).toMatchObject({ kind: 'duplicate' });
      // The bits of the header, made harder: its hash is above that.
      const hard = `${block.slice(0, 144)}ffff001d${block.slice(152)}`;
      expect(await client.submitBlock(hard)).toMatchObject({ kind: 'rejected', reason: 'high-hash' });
    });

    test('where a block is', async () => {
      const [hash, next] = await node.mine(2);
      const { height } = await client.getChainInfo();
      expect(await client.locateBlock(hash!)).toEqual({ place: 'chain', height: height - 1 });
      expect(await client.locateBlock(next!)).toEqual({ place: 'chain', height });
      expect(await client.locateBlock('f'.repeat(64))).toEqual({ place: 'unknown' });
    });

    test('errors with its number', async () => {
      await expect(client.rpc.call('nonsense')).rejects.toMatchObject({
        code: 'ERR_NODE_RPC',
        rpcCode: -32601,
      });
    });

    test('a wrong password', async () => {
      const stranger = clientOf({ url: node.rpc.url, user: 'x', password: 'wrong' });
      await expect(stranger.getChainInfo()).rejects.toMatchObject({
        code: 'ERR_NODE_AUTHENTICATION',
        temporary: false,
      });
      await expect(clientOf({ url: node.rpc.url }).getChainInfo()).rejects.toMatchObject({
        code: 'ERR_NODE_AUTHENTICATION',
      });
    });

    test.for(['stop', 'kill'] as const)('the same client after a %s', async (end) => {
      const [hash] = await node.mine(1);
      await node.shared(hash!);
      const { longpollid } = await client.getBlockTemplate();
      const poll = client.getBlockTemplate({ longpollid: longpollid as string });
      // One call while the poll is under way.
      await client.getBestBlockHash();
      await Promise.all([
        expect(poll).rejects.toMatchObject({ name: 'NodeError', temporary: true }),
        node[end](),
      ]);
      await expect(client.getChainInfo()).rejects.toMatchObject({
        code: 'ERR_NODE_UNREACHABLE',
        temporary: true,
      });
      await node.start();
      await expect.poll(() => client.getBestBlockHash(), { timeout: 60_000 }).toBe(hash);
      const template = await client.getBlockTemplate();
      expect(template).toMatchObject({ previousblockhash: hash });
      const again = client.getBlockTemplate({ longpollid: template.longpollid as string });
      const [next] = await node.mine(1);
      expect((await again).previousblockhash).toBe(next);
    });
  });
});

// With a node of its own: its peer would wait for blocks that were invalidated. bcoin gives no templates afterwards.
test.skipIf(!CORE_RUNS)('finds a block on a branch', async () => {
  const node = await CoreNode.create();
  onTestFinished(() => node.remove());
  const [left, leftNext] = await node.mine(2);
  await ask(node.rpc, async (client) => {
    const { height } = await client.getChainInfo();
    await client.rpc.call('invalidateblock', [left]);
    expect(await client.locateBlock(leftNext!)).toEqual({ place: 'branch', height });
    const [taken] = await node.mine(1);
    expect(await client.locateBlock(left!)).toEqual({ place: 'branch', height: height - 1 });
    expect(await client.locateBlock(taken!)).toEqual({ place: 'chain', height: height - 1 });
  });
});
