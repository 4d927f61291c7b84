import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { readPage } from '../../../../src/cli/demo/page-files.js';
import { pageServer } from '../../../../src/cli/demo/page-server.js';

const FOLDER = fileURLToPath(new URL('../../../../dist/demo/', import.meta.url));

/** A host of the page. */
export interface Host {
  readonly url: string;
  readonly server: Server;
}

async function listen(server: Server, path: string): Promise<Host> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, server };
}

/** As `mine-wasm demo` serves it: the page is cross-origin isolated. */
export async function isolatedHost(): Promise<Host> {
  return listen(pageServer(await readPage(FOLDER)), '/');
}

/** As any static host serves it: from a folder, with no headers but a type. */
export async function plainHost(): Promise<Host> {
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
  };
  const server = createServer(({ url = '' }, response) => {
    const file = url.replace(/^\/some\/folder\//, '').replace(/[?#].*/, '') || 'index.html';
    try {
      const content = readFileSync(`${FOLDER}${file}`);
      // WASM too comes as any other file: not every host knows it.
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  return listen(server, '/some/folder/');
}

export interface OpenPage {
  readonly page: Page;
  /** Whatever the page said, threw, or asked of anybody but its host: to be empty. */
  readonly complaints: string[];
  /** Addresses asked for, workers' included, relative to the page. */
  readonly requests: string[];
}

/** Opens the page; it is closed when the test has finished. */
export async function open(
  browser: Browser,
  url: string,
  { hash = '', ...options }: BrowserContextOptions & { hash?: string } = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  context.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  context.on('request', (request) => {
    if (request.url().startsWith('data:')) return;
    if (request.url().startsWith(url)) requests.push(request.url().slice(url.length));
    else complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url + hash);
  return { page, complaints, requests };
}

/** Resolves when the element's text begins so. */
export async function says(page: Page, selector: string, start: string): Promise<string> {
  const text = () => page.locator(selector).textContent();
  await page.waitForFunction(
    ([where, what]) => document.querySelector(where!)?.textContent?.startsWith(what!),
    [selector, start],
    { timeout: 120_000 },
  );
  return (await text()) ?? '';
}

/** How many hashes the page has counted; none before it shows a figure. */
export async function hashes(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.querySelector<HTMLDataElement>('#hashes data')?.value ?? 0));
}

/** Notes every count that the page shows from now on. @returns what gives those so far */
export async function followHashes(page: Page): Promise<() => Promise<number[]>> {
  const seen = await page.evaluateHandle(() => {
    const counts: number[] = [];
    const figure = document.querySelector('#hashes')!;
    const read = () => counts.push(Number(figure.querySelector('data')?.value ?? 0));
    new MutationObserver(read).observe(figure, { childList: true });
    return counts;
  });
  return () => seen.jsonValue();
}

/** Resolves when the page has counted more than so many hashes. */
export async function searchesBeyond(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (least) => Number(document.querySelector<HTMLDataElement>('#hashes data')?.value ?? 0) > least,
    count,
    { timeout: 120_000 },
  );
}

/** Moves a slider, as a visitor's keys do. */
export async function slide(page: Page, selector: string, key: 'Home' | 'End'): Promise<void> {
  await page.locator(selector).press(key);
}
