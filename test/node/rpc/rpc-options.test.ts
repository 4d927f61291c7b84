import { expect, test } from 'vitest';
import { RpcClient } from '../../../src/node/rpc/rpc-client.js';
import type { RpcOptions } from '../../../src/node/rpc/rpc-options.js';
import { PASSWORD } from '../support/rpc.js';

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
