import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { createServer } from 'vite';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { execute, Project, pack, ROOT } from '../slow/package/consumer.js';
import { launchChromium } from '../support/chromium.js';
import vectors from '../vectors/headers.json' with { type: 'json' };
import { CSP_CHECK, Site } from './support/site.js';
import { Visit } from './support/visit.js';

const { header, nonce } = vectors.find(({ height }) => height === 277316)!;
const VITE = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));
const HTML = `<!doctype html><title>consumer</title>
<script type="module" src="/csp-check.js"></script><script type="module" src="./main.js"></script>`;
const MAIN = `
  import { createMiner } from 'mine-wasm/browser';
  globalThis.mine = async (threads) => {
    const miner = await createMiner({ threads });
    const nonceRange = { start: ${nonce - 600_000}, end: ${nonce + 200_000} };
    const result = await miner.search({ header: '${header}', nonceRange });
    await miner.close();
    return result;
  };
`;

declare global {
  var mine: (threads: number) => Promise<unknown>;
}

let browser: Browser;
/** What Vite built, by path. */
let files: Record<string, Uint8Array>;
let project: Project;
beforeAll(async () => {
  browser = await launchChromium();
  project = new Project([pack().tarball]);
  project.write('index.html', HTML);
  project.write('main.js', MAIN);
  project.write('public/csp-check.js', CSP_CHECK);
  project.write('public/favicon.ico', '');
  // No configuration: its defaults have to do.
  const { code, stdout, stderr } = execute(process.execPath, [VITE, 'build'], project.folder);
  if (code !== 0 || /warn/i.test(stdout + stderr)) throw new Error(`vite build: ${stdout}${stderr}`);
  const folder = join(project.folder, 'dist');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.includes('.') && path !== 'favicon.ico',
  );
  files = Object.fromEntries(paths.map((path) => [`/${path}`, readFileSync(join(folder, path))]));
});
afterAll(() => browser?.close());

it("brings the workers' script and the three kernels along, and nothing of Node", () => {
  const names = Object.keys(files).map((path) => path.replace(/-[\w-]{8}\./, '.'));
  expect(names.sort()).toEqual([
    '/assets/index.js',
    '/assets/rolling.wasm',
    '/assets/scalar.wasm',
    '/assets/simd.wasm',
    '/assets/web-worker.js',
    '/csp-check.js',
    '/index.html',
  ]);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/vite/package.json'), 'utf8'));
  expect(version).toMatch(/^8\./);
});

it.each([
  [true, 1],
  [true, 2],
  [false, 1],
  [false, 2],
])('mines in Chromium; isolated: %s, workers: %i', async (isIsolated, threads) => {
  const site = await Site.start({ isIsolated, files: { ...files, '/': files['/index.html']! } });
  const visit = await Visit.open(browser, `${site.url}/`);
  await visit.page.waitForFunction(() => 'mine' in globalThis);
  const result = await visit.page.evaluate((threads) => globalThis.mine(threads), threads);
  expect(result).toMatchObject({ status: 'found', solution: { nonce }, threads });
  const fetched = site.requests.filter((path) => path.endsWith('.wasm'));
  expect(fetched.map((path) => path.replace(/-[\w-]+/, ''))).toEqual(['/assets/simd.wasm']);
  await visit.close();
  await site.close();
});

it.each([
  ['its defaults', []],
  ['the package left out of what is bundled beforehand', ['mine-wasm']],
])('mines in Chromium from the development server, with %s', async (_, exclude) => {
  const server = await createServer({
    root: project.folder,
    configFile: false,
    optimizeDeps: { exclude },
    server: { port: 0, host: '127.0.0.1' },
    logLevel: 'warn',
  });
  onTestFinished(() => server.close());
  await server.listen();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(`${message.location().url}: ${message.text()}`);
  });
  await page.goto(server.resolvedUrls!.local[0]!, { waitUntil: 'networkidle' });
  await page.waitForFunction(() => 'mine' in globalThis);
  const result = await page.evaluate(() => globalThis.mine(2));
  expect(result).toMatchObject({ status: 'found', solution: { nonce }, threads: 2 });
  await page.close();
  expect(complaints).toEqual([]);
});
