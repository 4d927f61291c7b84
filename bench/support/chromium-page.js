import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

/** Debian's. */
const FILE = '/usr/bin/chromium';
const TYPES = /** @type {Record<string, string>} */ ({ js: 'text/javascript', wasm: 'application/wasm' });

/** Starts Chromium without a window. */
export function startChromium() {
  // Root has no sandbox, and a virtual machine no graphics.
  return chromium.launch({ executablePath: FILE, args: ['--no-sandbox', '--disable-gpu'] });
}

/**
 * Serves files and opens an empty page beside them.
 * @param {import('playwright-core').Browser} browser
 * @param {Readonly<Record<string, string | Uint8Array>>} files by path
 * @param {boolean} isIsolated whether the page may share memory with its workers
 * @returns the page, and what closes it
 */
export async function openPage(browser, files, isIsolated) {
  const server = createServer(({ url = '/' }, response) => {
    const type = TYPES[url.split('.')[1] ?? ''] ?? 'text/html';
    if (isIsolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    response.writeHead(url in files || url === '/' ? 200 : 404, { 'content-type': type });
    response.end(files[url] ?? '<!doctype html><title>bench</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const close = async () => {
    await page.close();
    server.closeAllConnections();
    server.close();
  };
  return { page, close };
}
