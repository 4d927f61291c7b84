import { inspect } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { NodeError } from '../../../src/node/rpc/node-error.js';
import { RpcClient } from '../../../src/node/rpc/rpc-client.js';
import type { RpcOptions } from '../../../src/node/rpc/rpc-options.js';
import { type Behaviour, FakeNode } from './fake-node.js';

/** A password that is found wherever it leaks, and needs escaping in a URL. */
export const PASSWORD = 'sesame/open@night';

/** A client that ends with the test. */
export function client(options: RpcOptions): RpcClient {
  const rpc = new RpcClient(options);
  onTestFinished(() => rpc.close());
  return rpc;
}

/** A fake node, and a client that has its password. */
export async function clientOf(behaviour: Behaviour): Promise<{ node: FakeNode; rpc: RpcClient }> {
  const node = await FakeNode.start(behaviour);
  return { node, rpc: client({ url: node.url, user: 'alice', password: PASSWORD }) };
}

/** The error of a call; also that it is one clear line without a secret. */
export async function failure(call: Promise<unknown>): Promise<NodeError> {
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

/** What a router or proxy answers. */
export const HTML = '<!DOCTYPE html><html><body>Welcome to the router</body></html>';
