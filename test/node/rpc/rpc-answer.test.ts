import { expect, test } from 'vitest';
import type { NodeErrorCode } from '../../../src/node/rpc/node-error.js';
import { type Behaviour, json, raw, rpcError } from '../support/fake-node.js';
import { clientOf, failure, HTML, PASSWORD } from '../support/rpc.js';

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
