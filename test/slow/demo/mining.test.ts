import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatChance, formatCount, formatDuration } from '../../../demo/src/format.js';
import { BLOCK_277316 } from '../../../demo/src/lessons/known-block.js';
import { verifyHeader } from '../../../src/bitcoin/verify.js';
import { formatRate } from '../../../src/quantities.js';
import { launchChromium } from '../../support/chromium.js';
import {
  followHashes,
  type Host,
  hashes,
  isolatedHost,
  open,
  plainHost,
  says,
  searchesBeyond,
  slide,
} from './support/demo-page.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Beyond any test. */
const ENDLESS = '#threads=1&difficulty=1000000000';

describe.each([
  ['as the command serves it', isolatedHost, true],
  ['in a folder of a static host', plainHost, false],
])('%s', (_name, start, isIsolated) => {
  let host: Host;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => {
    host.server.close();
    host.server.closeAllConnections();
  });

  test('nothing runs before Start; then it mines; Stop stops it', async () => {
    const { page, complaints } = await open(browser, host.url, { hash: ENDLESS });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isIsolated);
    expect(page.workers()).toEqual([]);
    await page.click('#start');
    await searchesBeyond(page, 2e6);
    expect(await page.locator('#rate').textContent()).toMatch(/^[1-9][\d.]* [kMG]H\/s$/);
    expect(page.workers()).toHaveLength(1);
    await page.click('#start');
    await says(page, '#status', 'Stopped after ');
    expect(page.workers()).toEqual([]);
    expect(await page.locator('#start').textContent()).toBe('Start mining');
    expect(complaints).toEqual([]);
  });

  test('each figure says what it was rounded from', async () => {
    const { page, complaints } = await open(browser, host.url, { hash: ENDLESS });
    await page.click('#start');
    await searchesBeyond(page, 2e6);
    await page.click('#start');
    await says(page, '#status', 'Stopped after ');
    const formats = { rate: formatRate, hashes: formatCount, expected: formatDuration, chance: formatChance };
    for (const [id, format] of Object.entries(formats)) {
      const value = Number(await page.locator(`#${id} data`).getAttribute('value'));
      expect(value).toBeGreaterThan(0);
      expect(await page.locator(`#${id}`).textContent()).toBe(format(value));
    }
    expect(complaints).toEqual([]);
  });

  test.each([1, 2])('shows the rate of each worker: %i', async (threads) => {
    const { page, complaints } = await open(browser, host.url, {
      hash: `#threads=${threads}&difficulty=1000000000`,
    });
    const section = page.locator('section.workers');
    expect(await section.isVisible()).toBe(false);
    await page.click('#start');
    const shown = await page.waitForFunction((count) => {
      const rows = [...document.querySelectorAll('#workers li')].map(({ textContent }) => textContent);
      // Each begins with 0 H/s.
      return rows.length === count && rows.every((row) => /^Worker \d+ [1-9]/.test(row)) && rows;
    }, threads);
    expect(await section.isVisible()).toBe(true);
    const rows = await shown.jsonValue();
    expect(rows).toEqual(
      Array.from({ length: threads }, (_, worker) =>
        expect.stringMatching(new RegExp(`^Worker ${worker + 1} [1-9][\\d.]* ?[kMG]H/s$`)),
      ),
    );
    expect(complaints).toEqual([]);
  });

  test.each(['simd', 'scalar', 'rolling'])(
    'solves an easy header with the kernel %s, and what it shows is true',
    async (kernel) => {
      const { page, complaints } = await open(browser, host.url, {
        hash: `#difficulty=0.001&kernel=${kernel}`,
      });
      await page.click('#start');
      await says(page, '#status', 'Solved, with ');
      expect(await page.locator('#plot-now').textContent()).toMatch(new RegExp(`^${kernel}, `));
      const header = (await page.locator('#header-fields code').allTextContents()).join('');
      const { hash, valid } = verifyHeader(header);
      expect(valid).toBe(true);
      expect(await page.locator('#best-hash').textContent()).toBe(hash);
      expect(complaints).toEqual([]);
    },
  );

  test('threads, duty and kernel can be changed while it mines, and the count goes on', async () => {
    const { page, complaints } = await open(browser, host.url, { hash: `${ENDLESS}&kernel=simd` });
    await page.click('#start');
    const counts = await followHashes(page);
    await searchesBeyond(page, 5e6);
    const before = await hashes(page);
    await page.selectOption('#kernel', 'scalar');
    await slide(page, '#duty', 'Home');
    await slide(page, '#threads', 'End');
    const threads = await page.locator('#threads').inputValue();
    await says(page, '#plot-now', `scalar, ${threads} thread`);
    await searchesBeyond(page, before + 5e6);
    const seen = await counts();
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(await page.locator('#status').textContent()).toBe('Mining.');
    expect(complaints).toEqual([]);
  });

  test('a pasted header is searched for its own target, or for another', async () => {
    const { page, complaints } = await open(browser, host.url);
    await page.getByLabel('Pasted header').check();
    await page.fill('#header', BLOCK_277316.toHex());
    await page.fill('#target', `0000${'f'.repeat(60)}`);
    await page.click('#start');
    await says(page, '#status', 'Solved, with ');
    const header = (await page.locator('#header-fields code').allTextContents()).join('');
    expect(header.slice(0, 152)).toBe(BLOCK_277316.toHex().slice(0, 152));
    expect(await page.locator('#best-hash').textContent()).toMatch(/^0000/);
    expect(complaints).toEqual([]);
  });

  test('hidden, the tab pauses and goes on when it is shown; if that is not wanted, it goes on', async () => {
    const { page, complaints } = await open(browser, host.url, { hash: ENDLESS });
    const hide = (isHidden: boolean) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await page.click('#start');
    await searchesBeyond(page, 1e6);
    await hide(true);
    await says(page, '#status', 'Paused while the tab is hidden.');
    // What was in flight is counted with the first readings; then nothing moves any more.
    const counts = await followHashes(page);
    await expect.poll(async () => (await counts()).length, { timeout: 120_000 }).toBeGreaterThan(10);
    const paused = await hashes(page);
    expect(new Set((await counts()).slice(5))).toEqual(new Set([paused]));
    await hide(false);
    await says(page, '#status', 'Mining.');
    await searchesBeyond(page, paused);
    await page.uncheck('#pause-hidden');
    const before = await hashes(page);
    await hide(true);
    await searchesBeyond(page, before + 1e6);
    expect(complaints).toEqual([]);
  });

  test('whatever else is started stops it: one thing mines at a time', async () => {
    const { page, complaints } = await open(browser, host.url, { hash: ENDLESS });
    await page.click('#start');
    await searchesBeyond(page, 0);
    await page.selectOption('#block-window', '20');
    await page.click('#block-start');
    await says(page, '#status', 'Stopped after ');
    await says(page, '#block-status', 'Nonce 924,591,752 found');
    expect(complaints).toEqual([]);
  });
});

test('another target in mid-run: the old run is seen no more', async () => {
  const host = await isolatedHost();
  const { page, complaints } = await open(browser, host.url, { hash: ENDLESS });
  await page.click('#start');
  await searchesBeyond(page, 5e6);
  await page.locator('#difficulty').press('ArrowLeft');
  await says(page, '#status', 'Stopped after ');
  for (const id of ['rate', 'hashes', 'expected', 'chance']) {
    expect(await page.locator(`#${id}`).textContent()).toBe('–');
  }
  expect(await page.locator('#best-hash').textContent()).toBe('Shown as soon as there is one.');
  expect(complaints).toEqual([]);
  host.server.close();
  host.server.closeAllConnections();
});

test('half a pasted header neither stops the run nor is complained of before Start', async () => {
  const host = await isolatedHost();
  const { page, complaints } = await open(browser, host.url, { hash: ENDLESS });
  await page.click('#start');
  await searchesBeyond(page, 0);
  await page.getByLabel('Pasted header').check();
  await page.fill('#target', '00ff');
  await page.locator('#target').blur();
  expect(await page.locator('#header-error').textContent()).toBe('');
  expect(await page.locator('#header').getAttribute('aria-invalid')).toBe('false');
  await searchesBeyond(page, (await hashes(page)) + 1e6);
  await page.fill('#header', BLOCK_277316.toHex());
  await page.locator('#header').blur();
  await says(page, '#status', 'Stopped after ');
  await page.fill('#header', '');
  await page.click('#start');
  expect(await page.locator('#header-error').textContent()).toMatch(/^Expected 76 or 80 bytes/);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('header');
  expect(complaints).toEqual([]);
  host.server.close();
  host.server.closeAllConnections();
});

test('a kernel that can not be fetched is told, and the page can be used again', async () => {
  const host = await isolatedHost();
  const { page } = await open(browser, host.url, { hash: '#difficulty=0.001&kernel=simd' });
  await page.route('**/*.wasm', (route) => route.abort());
  await page.click('#start');
  await says(page, '#status', 'Kernel simd');
  await page.unroute('**/*.wasm');
  await page.click('#start');
  await says(page, '#status', 'Solved, with ');
  host.server.close();
  host.server.closeAllConnections();
});
