import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import { type Host, hashes, isolatedHost, open, says, searchesBeyond, slide } from './support/demo-page.js';

let browser: Browser;
let host: Host;
beforeAll(async () => {
  browser = await launchChromium();
  host = await isolatedHost();
});
afterAll(async () => {
  await browser?.close();
  host.server.close();
  host.server.closeAllConnections();
});

/** The page with kernels that come when `release` is called, and no sooner. */
async function openSlow(hash: string) {
  const opened = await open(browser, host.url, { hash });
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await opened.page.route('**/*.wasm', async (route) => {
    await released;
    await route.continue();
  });
  return { ...opened, release };
}

describe('while a kernel loads', () => {
  test('mining says so, and Stop stops it; what comes late is not used', async () => {
    const { page, complaints, release } = await openSlow('#threads=1&difficulty=1000000000');
    await page.click('#start');
    await says(page, '#status', 'Loading…');
    await page.click('#start');
    await says(page, '#status', 'Stopped before the first hash.');
    expect(await page.locator('#start').textContent()).toBe('Start mining');
    release();
    await page.click('#start');
    await searchesBeyond(page, 0);
    expect(await page.locator('#status').textContent()).toBe('Mining.');
    expect(page.workers().length).toBeLessThanOrEqual(1);
    expect(complaints).toEqual([]);
  });

  test.each([
    ['#block-start', '#block-status', 'Stopped.', 'Nonce 924,591,752 found'],
    ['#race-start', '#race-status', 'Stopped.', 'Both found nonce'],
    ['#chain-mine', '#chain-status', '4 of 4 blocks do not hold.', 'The chain holds again'],
  ])('a lesson says so, and stops: %s', async (button, status, stopped, done) => {
    const { page, complaints, release } = await openSlow('');
    await page.selectOption('#block-window', '20');
    await page.fill('#chain-text-1', 'broken');
    await page.click(button);
    await says(page, status, 'Loading…');
    await page.click(button);
    await says(page, status, stopped);
    expect(await page.locator('#block-found').textContent()).toBe('not yet');
    release();
    await page.click(button);
    await says(page, status, done);
    expect(complaints).toEqual([]);
  });
});

test('offline, other settings are taken over: kernels and worker are here', async () => {
  const { page, complaints } = await open(browser, host.url, { hash: '#threads=1&difficulty=1000000000' });
  await page.click('#start');
  await searchesBeyond(page, 5e6);
  await page.context().setOffline(true);
  const before = await hashes(page);
  await page.selectOption('#kernel', 'scalar');
  await says(page, '#plot-now', 'scalar, ');
  await slide(page, '#threads', 'End');
  await slide(page, '#duty', 'Home');
  const threads = await page.locator('#threads').inputValue();
  await says(page, '#plot-now', `scalar, ${threads} thread`);
  await searchesBeyond(page, before + 2e6);
  expect(await page.locator('#status').textContent()).toBe('Mining.');
  expect(complaints).toEqual([]);
});

test('a kernel that can not be had leaves the run as it is', async () => {
  const { page } = await open(browser, host.url, { hash: '#threads=1&kernel=simd&difficulty=1000000000' });
  await page.click('#start');
  await searchesBeyond(page, 1e6);
  await page.route('**/*.wasm', (route) => route.abort());
  await page.selectOption('#kernel', 'scalar');
  await says(page, '#status', 'It goes on with the settings before: Kernel scalar can');
  await searchesBeyond(page, (await hashes(page)) + 1e6);
  expect(await page.locator('#plot-now').textContent()).toBe('simd, 1 thread');
  await page.unroute('**/*.wasm');
  await page.selectOption('#kernel', 'rolling');
  await says(page, '#plot-now', 'rolling, 1 thread');
  await says(page, '#status', 'Mining.');
});
