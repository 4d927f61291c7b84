import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { deferred } from '../support/deferred.js';
import { FakeNode, inTurn, json, result } from '../support/fake-node.js';
import { client, clientOf, failure, PASSWORD } from '../support/rpc.js';

test('returns the result, and shows user and password', async () => {
  const { node, rpc } = await clientOf(result({ blocks: 5 }));
  expect(await rpc.call('getblockchaininfo', ['a', 1])).toEqual({ blocks: 5 });
  const [asked] = node.asked;
  expect(asked).toMatchObject({ method: 'getblockchaininfo', params: ['a', 1] });
  expect(asked!.authorization).toBe(`Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`);
});

test('a null result is a result', async () => {
  const { rpc } = await clientOf(result(null));
  expect(await rpc.call('submitblock')).toBeNull();
});

test('understands JSON-RPC 2.0 answers', async () => {
  const { rpc } = await clientOf(
    inTurn(
      (response, { id }) => json(response, 200, { jsonrpc: '2.0', result: 7, id }),
      (response, { id }) =>
        json(response, 200, { jsonrpc: '2.0', error: { code: -28, message: 'Loading…' }, id }),
    ),
  );
  expect(await rpc.call('getblockcount')).toBe(7);
  expect(await failure(rpc.call('getblockcount'))).toMatchObject({ code: 'ERR_NODE_RPC', rpcCode: -28 });
});

test('user and password can stand in the URL, and are not in the address, nor is a path, where others have keys', async () => {
  const node = await FakeNode.start(result(1));
  const url = node.url.replace('//', `//alice:${encodeURIComponent(PASSWORD)}@`);
  const rpc = client({ url: `${url}/wallet/x` });
  await rpc.call('getblockcount');
  expect(node.asked[0]!.authorization).toBe(`Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`);
  expect(node.asked[0]!.request.url).toBe('/wallet/x');
  expect(rpc.address).toBe(`${node.url}/…`);
  expect(inspect(rpc, { depth: 9, showHidden: true })).not.toContain('sesame');
});

test('without user and password it shows nothing', async () => {
  const node = await FakeNode.start(result(1));
  await client({ url: node.url }).call('getblockcount');
  expect(node.asked[0]!.authorization).toBeUndefined();
});

test('calls share a connection, unless one asks for its own', async () => {
  const { node, rpc } = await clientOf(result(1));
  await rpc.call('one');
  await rpc.call('two');
  await rpc.call('three', [], { ownConnection: true });
  await rpc.call('four');
  const [one, two, three, four] = node.asked.map(({ connection }) => connection);
  expect(two).toBe(one);
  expect(three).not.toBe(one);
  expect(four).toBe(one);
});

test('an idle connection that the node closed is not an error', async () => {
  // Closes it exactly when the second request arrives on it: the client can't have known.
  const { node, rpc } = await clientOf((response, asked) => {
    if (asked.method === 'second' && asked.connection === node.asked[0]!.connection) response.destroy();
    else result(asked.method)(response, asked);
  });
  await rpc.call('first');
  expect(await rpc.call('second')).toBe('second');
  expect(node.asked.map(({ method }) => method)).toEqual(['first', 'second', 'second']);
});

test('a node that is silent', async () => {
  const { rpc } = await clientOf(() => {});
  const error = await failure(rpc.call('getblockcount', [], { timeout: 0.05 }));
  expect(error).toMatchObject({ code: 'ERR_NODE_TIMEOUT', temporary: true });
  expect(error.message).toMatch(/nothing within 0.05 s$/);
});

test('a node that drips', async () => {
  const { rpc } = await clientOf((response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write(' '), 5);
    response.on('close', () => clearInterval(drip));
  });
  const error = await failure(rpc.call('getblockcount', [], { timeout: 1 }));
  expect(error.code).toBe('ERR_NODE_TIMEOUT');
  expect(error.message).toMatch(/only \d+ bytes of an answer within 1 s$/);
});

test('the timeout of the client counts where a call has none', async () => {
  const node = await FakeNode.start(() => {});
  expect((await failure(client({ url: node.url, timeout: 0.05 }).call('help'))).code).toBe(
    'ERR_NODE_TIMEOUT',
  );
});

test('an abort ends the call with its reason, and the connection', async () => {
  const asked = deferred<void>();
  const closed = deferred<void>();
  const { node, rpc } = await clientOf(
    inTurn(result(1), (response) => {
      response.on('close', () => closed.resolve());
      asked.resolve();
    }),
  );
  // The second call uses the first one's connection: its end must not look like one that had been idle too long.
  await rpc.call('getblockcount');
  const controller = new AbortController();
  const call = rpc.call('getblocktemplate', [], {
    signal: controller.signal,
    timeout: Number.POSITIVE_INFINITY,
  });
  const reason = new Error('a new tip');
  await asked.promise;
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  await closed.promise;
  await expect(rpc.call('getblockcount', [], { signal: controller.signal })).rejects.toBe(reason);
  expect(node.asked).toHaveLength(2);
});

test('an abort in the middle of an answer', async () => {
  const begun = deferred<void>();
  const { rpc } = await clientOf((response) => {
    response.write('{"result":', () => begun.resolve());
  });
  const controller = new AbortController();
  const call = rpc.call('getblocktemplate', [], { signal: controller.signal });
  await begun.promise;
  controller.abort('enough');
  await expect(call).rejects.toBe('enough');
});
