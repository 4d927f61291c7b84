import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { NodeError, type NodeErrorCode } from '../../../src/node/rpc/node-error.js';
import { RpcClient } from '../../../src/node/rpc/rpc-client.js';
import type { RpcOptions } from '../../../src/node/rpc/rpc-options.js';
import { deferred } from '../support/deferred.js';
import { type Behaviour, FakeNode, inTurn, json, raw, result, rpcError } from '../support/fake-node.js';

/** A password that is found wherever it leaks, and needs escaping in a URL. */
const PASSWORD = 'sesame/open@night';

function client(options: RpcOptions): RpcClient {
  const rpc = new RpcClient(options);
  onTestFinished(() => rpc.close());
  return rpc;
}

async function clientOf(behaviour: Behaviour): Promise<{ node: FakeNode; rpc: RpcClient }> {
  const node = await FakeNode.start(behaviour);
  return { node, rpc: client({ url: node.url, user: 'alice', password: PASSWORD }) };
}

/** The error of a call; also that it is one clear line without a secret. */
async function failure(call: Promise<unknown>): Promise<NodeError> {
  const error = await call.then(
    (value) => expect.fail(`answered ${inspect(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NodeError);
  const { message } = error as NodeError;
  expect(message).toMatch(/^Expected http:\/\/[^ ]+ to answer \w+, got /);
  expect(message).not.toMatch(/[\n\r\p{Cc}]/u);
  const token = Buffer.from(`alice:${PASSWORD}`).toString('base64');
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), token]) {
    expect(inspect(error, { depth: 5 })).not.toContain(secret);
  }
  return error as NodeError;
}

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

test('user and password can stand in the URL, and are not in the address', async () => {
  const node = await FakeNode.start(result(1));
  const url = node.url.replace('//', `//alice:${encodeURIComponent(PASSWORD)}@`);
  const rpc = client({ url: `${url}/wallet/x` });
  await rpc.call('getblockcount');
  expect(node.asked[0]!.authorization).toBe(`Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`);
  expect(node.asked[0]!.request.url).toBe('/wallet/x');
  expect(rpc.address).toBe(`${node.url}/wallet/x`);
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

const HTML = '<!DOCTYPE html><html><body>Welcome to the router</body></html>';

type Fault = [
  what: string,
  behaviour: Behaviour,
  code: NodeErrorCode,
  temporary: boolean,
  got: RegExp | string,
];

const LATER = true;
const NEVER = false;

test.for<Fault>([
  ['401', raw(401, 'text/html', ''), 'ERR_NODE_AUTHENTICATION', NEVER, 'HTTP 401: wrong user or password'],
  ['403', raw(403, 'text/html', ''), 'ERR_NODE_AUTHENTICATION', NEVER, /^HTTP 403: .*rpcallowip/],
  ['404', raw(404, 'text/html', ''), 'ERR_NODE_ANSWER', NEVER, 'HTTP 404: no JSON-RPC at this path'],
  [
    '503',
    raw(503, 'text/plain', 'Work queue depth exceeded'),
    'ERR_NODE_BUSY',
    LATER,
    'HTTP 503, text where JSON was expected: Work queue depth exceeded',
  ],
  [
    '502 of a proxy',
    raw(502, 'text/html', HTML),
    'ERR_NODE_UNREACHABLE',
    LATER,
    /^HTTP 502, a web page of \d+ bytes: a proxy/,
  ],
  [
    'HTML',
    raw(200, 'text/html', HTML),
    'ERR_NODE_ANSWER',
    NEVER,
    `HTTP 200, a web page of ${HTML.length} bytes`,
  ],
  ['text', raw(200, 'text/plain', 'hello\n\u001b[31mworld'), 'ERR_NODE_ANSWER', NEVER, /: hello \[31mworld$/],
  ['nothing', raw(200, 'application/json', ''), 'ERR_NODE_ANSWER', NEVER, 'HTTP 200, an empty answer'],
  ['nothing, with 500', raw(500, 'text/html', ''), 'ERR_NODE_ANSWER', LATER, 'HTTP 500, an empty answer'],
  [
    'JSON that was cut off',
    raw(200, 'application/json', '{"result":{"bl'),
    'ERR_NODE_ANSWER',
    LATER,
    'HTTP 200, 14 bytes of JSON that does not parse',
  ],
  [
    'other JSON',
    raw(200, 'application/json', '[1,2]'),
    'ERR_NODE_ANSWER',
    NEVER,
    /an array of 2 where an object/,
  ],
  [
    'an object',
    raw(200, 'application/json', '{"ok":true}'),
    'ERR_NODE_ANSWER',
    NEVER,
    /JSON that is no JSON-RPC answer/,
  ],
  [
    "bcoin's answer to another path",
    raw(400, 'application/json', '{"error":{"message":"Not found."}}'),
    'ERR_NODE_ANSWER',
    NEVER,
    'HTTP 400, Not found.',
  ],
  [
    'a redirect',
    raw(301, 'text/html', '', { location: 'https://bob:hidden@elsewhere.example/x?y' }),
    'ERR_NODE_ANSWER',
    NEVER,
    'HTTP 301, a redirect to https://elsewhere.example, which is not followed',
  ],
  [
    'warming up',
    rpcError(-28, 'Loading wallet...'),
    'ERR_NODE_RPC',
    LATER,
    'error -28: Loading wallet... (the node is still starting)',
  ],
  ['no peers', rpcError(-9, 'Bitcoin is not connected!'), 'ERR_NODE_RPC', LATER, /^error -9: .*no peers/],
  [
    'initial download',
    rpcError(-10, 'Bitcoin is downloading blocks...'),
    'ERR_NODE_RPC',
    LATER,
    /^error -10: .*downloading/,
  ],
  ['a missing rule', rpcError(-8, 'segwit'), 'ERR_NODE_RPC', NEVER, /^error -8: segwit/],
  [
    'an unknown method',
    rpcError(-32601, 'Method not found'),
    'ERR_NODE_RPC',
    NEVER,
    /^error -32601: Method not found/,
  ],
  ['an unknown error', rpcError(-12345, 'what'), 'ERR_NODE_RPC', NEVER, 'error -12345: what'],
  [
    "bcoin's error",
    rpcError(-22, 'Out of bounds read (offset=0).', 200),
    'ERR_NODE_RPC',
    NEVER,
    /^error -22: /,
  ],
  [
    'an error without id',
    (response) =>
      json(response, 500, { result: null, error: { code: -32700, message: 'Parse error' }, id: null }),
    'ERR_NODE_RPC',
    NEVER,
    'error -32700: Parse error',
  ],
  [
    'the answer to another request',
    (response, { id }) => json(response, 200, { result: 1, error: null, id: id + 1 }),
    'ERR_NODE_ANSWER',
    NEVER,
    'an answer to another request (its id is 2, not 1)',
  ],
])('%s', async ([, behaviour, code, temporary, got]) => {
  const { node, rpc } = await clientOf(behaviour);
  const error = await failure(rpc.call('getblockcount'));
  expect(error).toMatchObject({ code, temporary, method: 'getblockcount' });
  expect(error.message.replace(/^.*?, got /, '')).toMatch(got);
  expect(node.asked).toHaveLength(1);
});

test('a node that repeats the password, or its token, is not quoted with it', async () => {
  const { rpc } = await clientOf((response, { id, authorization }) => {
    const message = `no: ${PASSWORD} ${encodeURIComponent(PASSWORD)} ${authorization}`;
    json(response, 500, { result: null, error: { code: -1, message }, id });
  });
  expect((await failure(rpc.call('help'))).message).toMatch(/error -1: no: \*\*\* \*\*\* Basic \*\*\*$/);
});

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

/** A node that takes its cookie alone. */
function guarded(cookie: string): Behaviour {
  const expected = `Basic ${Buffer.from(cookie).toString('base64')}`;
  return (response, asked) =>
    (asked.authorization === expected ? result('welcome') : raw(401, 'text/html', ''))(response, asked);
}

function cookieFile(content?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-cookie-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, '.cookie');
  if (content !== undefined) writeFileSync(path, content);
  return path;
}

test('the cookie is read again after the node was started again', async () => {
  const file = cookieFile('__cookie__:first');
  const first = await FakeNode.start(guarded('__cookie__:first'));
  const rpc = client({ url: first.url, cookieFile: file });
  expect(await rpc.call('help')).toBe('welcome');
  await first.stop();
  rmSync(file);
  expect(await failure(rpc.call('help'))).toMatchObject({ code: 'ERR_NODE_UNREACHABLE', temporary: true });
  writeFileSync(file, '__cookie__:second\n');
  await FakeNode.start(guarded('__cookie__:second'), first.port);
  expect(await rpc.call('help')).toBe('welcome');
});

test('a cookie that changes while a call is under way', async () => {
  const file = cookieFile('__cookie__:first');
  const node = await FakeNode.start((response, asked) => {
    // The old node's answer; the new one has just written its cookie.
    if (node.asked.length === 1) writeFileSync(file, '__cookie__:second');
    guarded('__cookie__:second')(response, asked);
  });
  expect(await client({ url: node.url, cookieFile: file }).call('help')).toBe('welcome');
  expect(node.asked).toHaveLength(2);
});

test("another node's cookie is refused once, and not shown", async () => {
  const file = cookieFile('__cookie__:c0ffee');
  const node = await FakeNode.start(guarded('__cookie__:other'));
  const error = await failure(client({ url: node.url, cookieFile: file }).call('help'));
  expect(error).toMatchObject({ code: 'ERR_NODE_AUTHENTICATION', temporary: false, httpStatus: 401 });
  expect(error.message).toContain(`the cookie in ${file} is not this node's`);
  expect(inspect(error)).not.toContain('c0ffee');
  expect(node.asked).toHaveLength(1);
});

test.for([
  { what: 'no file', content: undefined, code: 'ERR_NODE_UNREACHABLE', temporary: true },
  { what: 'an empty file', content: '', code: 'ERR_NODE_AUTHENTICATION', temporary: true },
  { what: 'no colon', content: 'c0ffee', code: 'ERR_NODE_AUTHENTICATION', temporary: false },
  { what: 'a large file', content: 'a:'.repeat(9999), code: 'ERR_NODE_AUTHENTICATION', temporary: false },
])('a useless cookie file: $what', async ({ content, code, temporary }) => {
  const node = await FakeNode.start(result(1));
  const error = await failure(client({ url: node.url, cookieFile: cookieFile(content) }).call('help'));
  expect(error).toMatchObject({ code, temporary });
  expect(error.message).not.toContain('c0ffee');
  expect(node.asked).toHaveLength(0);
});

test('a cookie file that is a folder', async () => {
  const error = await failure(client({ url: 'http://127.0.0.1:1', cookieFile: tmpdir() }).call('help'));
  expect(error).toMatchObject({ code: 'ERR_NODE_AUTHENTICATION', temporary: false });
});

test.for<[string, RpcOptions, string]>([
  ['a URL without a scheme', { url: `alice:${PASSWORD}@host:1` }, 'url'],
  ['another scheme', { url: `ftp://alice:${PASSWORD}@host` }, 'url'],
  ['no URL', { url: PASSWORD }, 'url'],
  ['user and cookie', { user: 'alice', cookieFile: '/x' }, 'cookieFile'],
  ['a user with a colon', { user: 'al:ice', password: PASSWORD }, 'user'],
  ['a password of another type', { user: 'a', password: 5 as unknown as string }, 'password'],
  ['no timeout', { timeout: 0 }, 'timeout'],
  ['a timeout that is none', { timeout: Number.NaN }, 'timeout'],
])('bad options: %s', ([, options, option]) => {
  expect(() => new RpcClient(options)).toThrow(
    expect.objectContaining({
      name: 'InputError',
      option,
      message: expect.not.stringContaining('sesame'),
    }),
  );
});
