import { afterEach, expect, it } from 'vitest';
import { hostFiles } from '../../../bench/support/file-host.js';

let close = () => {};
afterEach(() => close());

async function host(isIsolated: boolean): Promise<string> {
  const files = { '/index.html': '<title>it</title>', '/a.b/kernel.wasm': Uint8Array.of(0, 97) };
  const started = await hostFiles(files, isIsolated);
  close = started.close;
  return started.url;
}

it('serves the page at / and each file at its path with its type, and nothing else', async () => {
  const url = await host(false);
  const [page, kernel, missing] = await Promise.all(
    ['', 'a.b/kernel.wasm', 'none.js'].map((path) => fetch(url + path)),
  );
  expect(page!.headers.get('content-type')).toBe('text/html');
  expect(await page!.text()).toBe('<title>it</title>');
  expect(kernel!.headers.get('content-type')).toBe('application/wasm');
  expect(new Uint8Array(await kernel!.arrayBuffer())).toEqual(Uint8Array.of(0, 97));
  expect(missing!.status).toBe(404);
  await missing!.text();
});

it.each([
  [true, 'same-origin', 'require-corp'],
  [false, null, null],
])('sends the headers that isolate a page only where asked for: %s', async (isIsolated, opener, embedder) => {
  const { headers } = await fetch(await host(isIsolated));
  expect(headers.get('cross-origin-opener-policy')).toBe(opener);
  expect(headers.get('cross-origin-embedder-policy')).toBe(embedder);
});
