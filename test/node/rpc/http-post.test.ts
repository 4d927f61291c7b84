import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { deferred } from '../support/deferred.js';
import { FakeNode, inTurn, raw, result } from '../support/fake-node.js';
import { client, clientOf, failure, HTML } from '../support/rpc.js';

test('nothing listens', async () => {
  const { node, rpc } = await clientOf(result(1));
  await node.stop();
  const error = await failure(rpc.call('getblockcount'));
  expect(error).toMatchObject({ code: 'ERR_NODE_UNREACHABLE', temporary: true });
  expect(error.message).toMatch(/got ECONNREFUSED \(nothing listens there: /);
});

test('no such host', async () => {
  const error = await failure(client({ url: 'http://no-such-host.invalid:1' }).call('getblockcount'));
  expect(error).toMatchObject({ code: 'ERR_NODE_UNREACHABLE', temporary: true });
});

test('the connection is closed before an answer', async () => {
  const { rpc } = await clientOf((response) => response.destroy());
  const error = await failure(rpc.call('getblockcount'));
  expect(error).toMatchObject({ code: 'ERR_NODE_UNREACHABLE', temporary: true });
  expect(error.message).toMatch(/closed before an answer came/);
});

test('another protocol', async () => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.end('220 mail.example ESMTP\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as net.AddressInfo;
  const error = await failure(client({ url: `http://127.0.0.1:${port}` }).call('getblockcount'));
  expect(error).toMatchObject({ code: 'ERR_NODE_ANSWER', temporary: false });
  expect(error.message).toMatch(/something that is not HTTP/);
});

test('https where http is spoken', async () => {
  const node = await FakeNode.start(result(1));
  const call = client({ url: node.url.replace('http:', 'https:') }).call('getblockcount');
  await expect(call).rejects.toMatchObject({ code: 'ERR_NODE_UNREACHABLE', temporary: false });
});

test('half a body', async () => {
  const { rpc } = await clientOf((response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 852 });
    response.write('{"result":', () => response.destroy());
  });
  const error = await failure(rpc.call('getblockcount'));
  expect(error).toMatchObject({ code: 'ERR_NODE_CUT', temporary: true, httpStatus: 200 });
  expect(error.message).toMatch(/half an answer: the connection ended after 10 of 852 bytes$/);
});

test('half a body of unknown length', async () => {
  const { rpc } = await clientOf((response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"result":', () => response.destroy());
  });
  expect((await failure(rpc.call('getblockcount'))).code).toBe('ERR_NODE_CUT');
});

test.for([{ announced: true }, { announced: false }])(
  'a gigantic answer, announced: $announced',
  async ({ announced }) => {
    const ended = deferred<number>();
    const { rpc } = await clientOf((response) => {
      response.writeHead(200, announced ? { 'content-length': 2 ** 40 } : {});
      const part = Buffer.alloc(2 ** 20, ' ');
      let sent = 0;
      const send = (): void => {
        sent += part.length;
        response.write(part, (error) => (error === undefined || error === null ? send() : undefined));
      };
      response.on('close', () => ended.resolve(sent));
      send();
    });
    const error = await failure(rpc.call('getblocktemplate'));
    expect(error).toMatchObject({ code: 'ERR_NODE_TOO_LARGE', temporary: false });
    expect(await ended.promise).toBeLessThan(100 * 2 ** 20);
  },
);

test('a long poll that a proxy cuts', async () => {
  const { rpc } = await clientOf(
    inTurn((response) => response.destroy(), raw(504, 'text/html', HTML), result('template')),
  );
  const poll = (): Promise<unknown> =>
    rpc.call('getblocktemplate', [{ longpollid: 'x' }], { timeout: Number.POSITIVE_INFINITY });
  expect(await failure(poll())).toMatchObject({ code: 'ERR_NODE_UNREACHABLE', temporary: true });
  expect(await failure(poll())).toMatchObject({ code: 'ERR_NODE_UNREACHABLE', temporary: true });
  expect(await poll()).toBe('template');
});
