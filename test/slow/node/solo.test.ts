import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { blockSubsidy } from '../../../src/bitcoin/subsidy.js';
import { NodeClient } from '../../../src/node/rpc/node-client.js';
import { RpcClient } from '../../../src/node/rpc/rpc-client.js';
import { BcoinNode } from './support/bcoin-node.js';
import { CoreNode } from './support/core-node.js';
import { CORE_RUNS } from './support/install.js';
import { blockAt, chainOf, coinbaseOf } from './support/mined-chain.js';
import type { RealNode } from './support/real-node.js';
import { acceptedBlocks, startSolo } from './support/solo-command.js';
import { coinsOf, SPENDABLE_SCRIPT, spend } from './support/spend.js';

vi.setConfig({ testTimeout: 60_000 });

/** bcoin's regtest has segwit from the third period of 144 blocks on: locked in at 288, active at 432. */
const SEGWIT_HEIGHT = 432;
/** Regtest halves the subsidy every 150 blocks; the library's own schedule is mainnet's. */
const subsidy = (height: number) => blockSubsidy(Math.floor(height / 150) * 210_000);

/** Mines so many blocks by the command; every one has to be accepted. @returns what it says was accepted */
async function mine(node: RealNode, blocks: number, ...flags: string[]) {
  const { code, stdout, stderr } = await startSolo(node.rpc, ['--blocks', `${blocks}`, ...flags]).ended;
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining(`${blocks} block${blocks === 1 ? '' : 's'} accepted of ${blocks} found`),
  });
  return acceptedBlocks(stdout);
}

/**
 * Mines what waits in the node's mempool: two blocks, as for five seconds after the last one both nodes give the template of
 * before, which has none of it. @returns the height of the block that has these transactions, all of them
 */
async function mineTransactions(
  node: RealNode,
  client: NodeClient,
  txids: readonly string[],
  ...flags: string[]
): Promise<number> {
  const blocks = await mine(node, 2, ...flags);
  expect(await client.rpc.call('getrawmempool')).toEqual([]);
  for (const { height } of blocks) {
    const [, ...transactions] = (await blockAt(client, height)).transactions!;
    if (transactions.length === 0) continue;
    expect(transactions.map((each) => each.getId()).sort()).toEqual([...txids].sort());
    return height;
  }
  return expect.fail('no block has a transaction');
}

describe('bcoin 1.0.2', () => {
  let node: BcoinNode;
  let client: NodeClient;
  beforeAll(async () => {
    node = await BcoinNode.create();
    client = new NodeClient(new RpcClient(node.rpc));
  });
  afterAll(async () => {
    client?.rpc.close();
    await node?.remove();
  });

  test('a fresh chain is mined to height 101, and on to 440', async () => {
    const script = ['--script', SPENDABLE_SCRIPT];
    const accepted = await mine(node, 101, ...script);
    expect(await client.rpc.call('getblockcount')).toBe(101);
    accepted.push(...(await mine(node, 339, ...script)));
    expect(await client.rpc.call('getblockcount')).toBe(440);

    const chain = await chainOf(client);
    expect(accepted).toEqual(chain.map((block, i) => ({ height: i + 1, hash: reversed(block.getHash()) })));
    for (const [i, block] of chain.entries()) {
      const height = i + 1;
      expect(block.checkTxRoots()).toBe(true);
      expect(coinbaseOf(block)).toMatchObject({ script: SPENDABLE_SCRIPT, value: subsidy(height) });
      // From then on templates have a commitment, even where no transaction has a witness.
      expect(block.hasWitness()).toBe(height >= SEGWIT_HEIGHT);
      expect(block.hasWitnessCommit()).toBe(height >= SEGWIT_HEIGHT);
    }
  });

  test('transactions with witnesses are mined, one of them on another, and their fees', async () => {
    const coinbases = await Promise.all([300, 301, 302].map((height) => blockAt(client, height)));
    const spent = coinbases.map((block, i) =>
      spend(coinsOf(block.transactions![0]!), 10_000n * BigInt(i + 1)),
    );
    spent.push(spend(spent[0]!, 5000n));
    for (const { hex, txid } of spent) expect(await client.rpc.call('sendrawtransaction', [hex])).toBe(txid);

    const txids = spent.map(({ txid }) => txid);
    const height = await mineTransactions(node, client, txids, '--script', SPENDABLE_SCRIPT);
    const block = await blockAt(client, height);
    expect(block.transactions!.every((each) => each.hasWitnesses())).toBe(true);
    expect(block.checkTxRoots()).toBe(true);
    expect(coinbaseOf(block).value).toBe(subsidy(height) + 10_000n + 20_000n + 30_000n + 5000n);
  });
});

describe.skipIf(!CORE_RUNS)('Bitcoin Core 0.11.99', () => {
  let node: CoreNode;
  let client: NodeClient;
  let address: string;
  beforeAll(async () => {
    if (!CORE_RUNS) return;
    node = await CoreNode.create();
    client = new NodeClient(new RpcClient(node.rpc));
    address = (await client.rpc.call('getnewaddress')) as string;
  });
  afterAll(async () => {
    client?.rpc.close();
    await node?.remove();
  });

  test('its chain is mined to height 102, and on to 440', async () => {
    // It has a block of its own: it gives no templates without.
    const accepted = await mine(node, 101, '--address', address);
    expect(await client.rpc.call('getblockcount')).toBe(102);
    accepted.push(...(await mine(node, 338, '--address', address)));
    expect(await client.rpc.call('getblockcount')).toBe(440);

    const { scriptPubKey } = (await client.rpc.call('validateaddress', [address])) as Record<string, string>;
    const [, ...chain] = await chainOf(client);
    expect(accepted).toEqual(chain.map((block, i) => ({ height: i + 2, hash: reversed(block.getHash()) })));
    for (const [i, block] of chain.entries()) {
      expect(block.checkTxRoots()).toBe(true);
      expect(coinbaseOf(block)).toMatchObject({ script: scriptPubKey, value: subsidy(i + 2) });
      // It is older than segwit.
      expect(block.hasWitness()).toBe(false);
      expect(block.hasWitnessCommit()).toBe(false);
    }
  });

  test("its wallet's transactions are mined, and their fees", async () => {
    const to = await client.rpc.call('getnewaddress');
    const sent: string[] = [];
    for (let i = 1; i <= 5; i++) sent.push((await client.rpc.call('sendtoaddress', [to, i])) as string);
    const fees = await Promise.all(
      sent.map(async (txid) => ((await client.rpc.call('gettransaction', [txid])) as { fee: number }).fee),
    );

    const height = await mineTransactions(node, client, sent, '--address', address);
    // The wallet gives them as negative numbers of coins.
    const paid = fees.reduce((sum, fee) => sum - BigInt(Math.round(fee * 1e8)), 0n);
    expect(paid).toBeGreaterThan(0n);
    expect(coinbaseOf(await blockAt(client, height)).value).toBe(subsidy(height) + paid);
  });
});

/** A hash in display order. */
function reversed(hash: Uint8Array): string {
  return Buffer.from(hash).reverse().toString('hex');
}
