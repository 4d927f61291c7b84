import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import { plainHost } from './support/demo-page.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** A page of `host` that holds the demo of a host that sends no headers in a frame. */
async function openFramed(host: string) {
  const demo = await plainHost();
  const outer = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    if (request.url === '/') response.end(`<iframe src="${demo.url}" width="1200" height="900"></iframe>`);
    else response.writeHead(404).end();
  });
  outer.listen(0, '127.0.0.1');
  await once(outer, 'listening');
  const context = await browser.newContext();
  onTestFinished(async () => {
    await context.close();
    for (const server of [demo.server, outer]) {
      server.close();
      server.closeAllConnections();
    }
  });
  const page = await context.newPage();
  await page.goto(`http://${host}:${(outer.address() as AddressInfo).port}/`);
  return { frame: page.frameLocator('iframe'), page };
}

test('in a frame of another site nothing can be started', async () => {
  const { frame, page } = await openFramed('localhost');
  await frame.locator('#framed').waitFor();
  expect(await frame.locator('#framed').textContent()).toMatch(/^In a frame of another site/);
  for (const button of ['#start', '#block-start', '#race-start']) {
    await frame.locator(button).click({ force: true });
  }
  await frame.locator('#start').focus();
  await page.keyboard.press('Enter');
  expect(await frame.locator('#status').textContent()).toBe('Nothing runs before you press Start.');
  expect(await frame.locator('#block-status').textContent()).toBe('Not started.');
  expect(page.workers()).toEqual([]);
});
