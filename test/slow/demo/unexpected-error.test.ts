import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import { isolatedHost, open, says } from './support/demo-page.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test.each([
  ['#start', '#status', 'Start mining'],
  ['#block-start', '#block-status', 'Find the nonce'],
  ['#chain-mine', '#chain-status', 'Mine what is broken'],
  ['#race-start', '#race-status', 'Start the race'],
])('a bug is told, and goes to the console: %s', async (button, status, label) => {
  const host = await isolatedHost();
  const { page, complaints } = await open(browser, host.url);
  await page.fill('#chain-text-1', 'broken');
  await page.evaluate(() => {
    AbortSignal.prototype.addEventListener = () => {
      throw new TypeError('a bug');
    };
  });
  const thrown = page.waitForEvent('pageerror');
  await page.click(button);
  await says(page, status, 'Something went wrong');
  expect((await thrown).message).toBe('a bug');
  expect(await page.locator(button).textContent()).toBe(label);
  expect(await page.locator('#block-found').textContent()).toBe('not yet');
  expect(complaints).toEqual(['a bug']);
  host.server.close();
  host.server.closeAllConnections();
});
