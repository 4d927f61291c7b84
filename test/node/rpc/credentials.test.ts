import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type Behaviour, FakeNode, raw, result } from '../support/fake-node.js';
import { client, failure } from '../support/rpc.js';

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
