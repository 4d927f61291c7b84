import { expect, onTestFinished, test } from 'vitest';
import { NodeClient } from '../../../src/node/rpc/node-client.js';
import { RpcClient } from '../../../src/node/rpc/rpc-client.js';
import { deferred } from '../support/deferred.js';
import { type Asked, type Behaviour, FakeNode, inTurn, result, rpcError } from '../support/fake-node.js';

const HASH = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const OTHER_HASH = '4c71e8b3edd121ebadb9a21b6873da5ada0b6681457e7dc2d76f7c4b5fb91caf';

async function clientOf(behaviour: Behaviour): Promise<{ asked: Asked[]; client: NodeClient }> {
  const { url, asked } = await FakeNode.start(behaviour);
  const rpc = new RpcClient({ url });
  onTestFinished(() => rpc.close());
  return { asked, client: new NodeClient(rpc) };
}

/** Core 0.11's answer, shortened. */
const INFO = {
  chain: 'regtest',
  blocks: 5,
  headers: 5,
  bestblockhash: HASH,
  verificationprogress: 1,
  pruned: false,
};

test('tells the chain', async () => {
  const { client } = await clientOf(
    inTurn(result(INFO), result({ ...INFO, chain: 'testnet', initialblockdownload: true })),
  );
  const info = { chain: 'regtest', height: 5, bestBlockHash: HASH, initialDownload: false };
  expect(await client.getChainInfo()).toEqual(info);
  expect(await client.getChainInfo()).toEqual({ ...info, chain: 'test', initialDownload: true });
});

test.for<[string, unknown]>([
  ['null', null],
  ['a list', []],
  ['no chain', { ...INFO, chain: undefined }],
  ['a height below zero', { ...INFO, blocks: -1 }],
  ['half a hash', { ...INFO, bestblockhash: HASH.slice(32) }],
])('does not take %s for a chain', async ([, answer]) => {
  const { client } = await clientOf(result(answer));
  await expect(client.getChainInfo()).rejects.toMatchObject({
    code: 'ERR_NODE_ANSWER',
    method: 'getblockchaininfo',
  });
});

test('asks for a template with rules and capabilities, and hands it on as it is', async () => {
  const { client, asked } = await clientOf(result({ height: 2, anything: [1] }));
  expect(await client.getBlockTemplate()).toEqual({ height: 2, anything: [1] });
  await client.getBlockTemplate({ rules: ['segwit', 'signet'], longpollid: 'abc' });
  const capabilities = ['coinbasevalue', 'longpoll'];
  expect(asked.map(({ params }) => params)).toEqual([
    [{ rules: ['segwit'], capabilities }],
    [{ rules: ['segwit', 'signet'], capabilities, longpollid: 'abc' }],
  ]);
});

test('a long poll has no timeout of its own', async () => {
  const asked = deferred<() => void>();
  const { url } = await FakeNode.start((response, request) => {
    asked.resolve(() => result({ height: 3 })(response, request));
  });
  const rpc = new RpcClient({ url, timeout: 0.001 });
  onTestFinished(() => rpc.close());
  const client = new NodeClient(rpc);
  const poll = client.getBlockTemplate({ longpollid: 'abc' });
  const answer = await asked.promise;
  // Longer than the client's timeout: another call runs into it meanwhile.
  await expect(client.getBestBlockHash()).rejects.toMatchObject({ code: 'ERR_NODE_TIMEOUT' });
  answer();
  expect(await poll).toEqual({ height: 3 });
});

test('a template that is none', async () => {
  const { client } = await clientOf(result('template'));
  await expect(client.getBlockTemplate()).rejects.toMatchObject({ code: 'ERR_NODE_ANSWER' });
});

test('submits a block on a connection of its own, and reads the outcome', async () => {
  const { client, asked } = await clientOf(
    inTurn(result(HASH), result(null), result('rejected: high-hash'), rpcError(-22, 'Block decode failed')),
  );
  await client.getBestBlockHash();
  expect(await client.submitBlock('00')).toMatchObject({ kind: 'accepted', reason: null });
  expect(await client.submitBlock('00')).toMatchObject({ kind: 'rejected', reason: 'high-hash' });
  expect(await client.submitBlock('00')).toMatchObject({
    kind: 'rejected',
    reason: 'Block decode failed',
    final: true,
  });
  expect(asked.at(-1)).toMatchObject({ method: 'submitblock', params: ['00'] });
  expect(new Set(asked.map(({ connection }) => connection)).size).toBe(4);
});

test('a block is not submitted twice because the connection was cut', async () => {
  const { client, asked } = await clientOf(inTurn(result(HASH), (response) => response.destroy()));
  await client.getBestBlockHash();
  await expect(client.submitBlock('00')).rejects.toMatchObject({
    code: 'ERR_NODE_UNREACHABLE',
    temporary: true,
  });
  expect(asked).toHaveLength(2);
});

test('other errors of submitblock are errors', async () => {
  const { client } = await clientOf(inTurn(rpcError(-28, 'Loading…'), result(true)));
  await expect(client.submitBlock('00')).rejects.toMatchObject({ rpcCode: -28 });
  await expect(client.submitBlock('00')).rejects.toMatchObject({ code: 'ERR_NODE_ANSWER' });
});

test('finds a block in the chain, on a branch, above the tip, or nowhere', async () => {
  const header = result({ hash: HASH, height: 7, confirmations: 1 });
  const { client, asked } = await clientOf(
    inTurn(
      ...[header, result(HASH)],
      ...[header, result(OTHER_HASH)],
      ...[header, rpcError(-8, 'Block height out of range')],
      rpcError(-5, 'Block not found'),
      rpcError(-1, 'Block not found', 200),
      rpcError(-1, 'something else'),
    ),
  );
  expect(await client.locateBlock(HASH)).toEqual({ place: 'chain', height: 7 });
  expect(await client.locateBlock(HASH)).toEqual({ place: 'branch', height: 7 });
  expect(await client.locateBlock(HASH)).toEqual({ place: 'branch', height: 7 });
  expect(await client.locateBlock(HASH)).toEqual({ place: 'unknown' });
  expect(await client.locateBlock(HASH)).toEqual({ place: 'unknown' });
  await expect(client.locateBlock(HASH)).rejects.toMatchObject({ rpcCode: -1 });
  expect(asked.slice(0, 2).map(({ method, params }) => [method, params])).toEqual([
    ['getblockheader', [HASH]],
    ['getblockhash', [7]],
  ]);
});

test('gives the work id of its template back with a block, and no parameter without one', async () => {
  const { client, asked } = await clientOf(result(null));
  await client.submitBlock('00');
  await client.submitBlock('00', { workId: 'w1' });
  expect(asked.map(({ params }) => params)).toEqual([['00'], ['00', { workid: 'w1' }]]);
});
