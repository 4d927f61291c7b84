import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import { says, searchesBeyond } from './support/demo-page.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let browser: Browser;
let server: ChildProcess;
let url: string;
beforeAll(async () => {
  browser = await launchChromium();
  // --force: as in a fresh clone, where Vite has bundled no dependencies yet. Detached, it is a process group that can be
  // ended as a whole: npm and its shell don't pass every signal on.
  server = spawn('npm', ['run', 'demo', '--', '--host', '127.0.0.1', '--port', '0', '--force'], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = await new Promise((resolve, reject) => {
    let stdout = '';
    server.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(stdout) ?? [];
      if (address !== undefined) resolve(address);
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`npm run demo ended with ${code}: ${stdout}`)));
  });
});
afterAll(async () => {
  await browser?.close();
  if (server?.exitCode !== null) return;
  process.kill(-server.pid!, 'SIGTERM');
  await once(server, 'exit');
});

test.each([1, 2])('npm run demo: the page mines with %i threads', async (threads) => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/error|warning/.test(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${url}#threads=${threads}&difficulty=1000000000`, { waitUntil: 'networkidle' });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.click('#start');
  await searchesBeyond(page, 2e6);
  expect(page.workers()).toHaveLength(threads);
  expect(await page.locator('#rate').textContent()).toMatch(/^[1-9][\d.]* ?[kMG]H\/s$/);
  await page.click('#start');
  await says(page, '#status', 'Stopped after ');
  await page.close();
  expect(complaints).toEqual([]);
});
