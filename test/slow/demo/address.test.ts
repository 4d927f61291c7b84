import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BLOCK_277316 } from '../../../demo/src/lessons/known-block.js';
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

const ENDLESS = '#threads=1&difficulty=1000000000';
const SECTIONS = ['#mine', '#lessons', '#earnings'];

const entries = (page: Page) => page.evaluate(() => history.length);
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

describe('links to sections', () => {
  test('scroll and move the focus, and leave address, history and mining alone', async () => {
    const { page, complaints } = await open(browser, host.url, { hash: ENDLESS });
    const before = await entries(page);
    await page.click('#start');
    await searchesBeyond(page, 0);
    for (const section of SECTIONS) {
      await page.locator(`nav a[href="${section}"]`).click();
      expect(await focused(page)).toBe(section.slice(1));
      await page.waitForFunction(
        (where) => Math.abs(document.querySelector(where)!.getBoundingClientRect().top) < innerHeight / 2,
        section,
      );
    }
    await slide(page, '#duty', 'Home');
    expect(await entries(page)).toBe(before);
    expect(new URL(page.url()).hash).toMatch(/^#threads=1&duty=25&.*difficulty=1000000000$/);
    await searchesBeyond(page, (await hashes(page)) + 1e6);
    expect(await page.locator('#status').textContent()).toBe('Mining.');
    await page.reload();
    expect(await page.locator('#duty').inputValue()).toBe('25');
    expect(await page.locator('#threads').inputValue()).toBe('1');
    expect(complaints).toEqual([]);
  });

  test('the skip link as well', async () => {
    const { page } = await open(browser, host.url, { hash: '#duty=50' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('mine');
    await page.reload();
    expect(await page.locator('#duty').inputValue()).toBe('50');
  });
});

test('an anchor that is typed in changes no setting, and a reload has them all', async () => {
  const { page } = await open(browser, host.url, { hash: ENDLESS });
  await slide(page, '#duty', 'Home');
  await page.click('#start');
  await searchesBeyond(page, 0);
  await page.evaluate(() => {
    location.hash = '#lessons';
  });
  await page.waitForURL(/duty=25/);
  await page.goBack();
  await searchesBeyond(page, (await hashes(page)) + 1e6);
  expect(await page.locator('#duty').inputValue()).toBe('25');
  expect(await page.locator('#status').textContent()).toBe('Mining.');
});

test('a link with another duty goes on with the run; one with another target ends it', async () => {
  const { page } = await open(browser, host.url, { hash: ENDLESS });
  await page.click('#start');
  await searchesBeyond(page, 1e6);
  await page.evaluate((hash) => {
    location.hash = `${hash}&duty=50`;
  }, ENDLESS);
  await says(page, '#duty-out', '50');
  await searchesBeyond(page, (await hashes(page)) + 1e6);
  await page.evaluate(() => {
    location.hash = '#threads=1&difficulty=1000000';
  });
  await says(page, '#status', 'Stopped after ');
});

test('what a bad link complains of is beside Start, until the settings are changed', async () => {
  const { page } = await open(browser, host.url, { hash: '#kernel=evil' });
  const complaint = page.locator('.start #link-complaints');
  expect(await complaint.textContent()).toMatch(/^The link's kernel is not one of /);
  await page.selectOption('#kernel', 'scalar');
  expect(await complaint.textContent()).toBe('');
});

test('what can not be searched is not put into the address', async () => {
  const { page } = await open(browser, host.url, { hash: '#difficulty=1000' });
  await page.getByLabel('Pasted header').check();
  await page.fill('#header', 'f'.repeat(900));
  await page.fill('#target', '00ff');
  await page.locator('#target').blur();
  expect(new URL(page.url()).hash).toMatch(/difficulty=1000$/);
  await page.fill('#header', BLOCK_277316.toHex().replace(/(.{32})/g, '$1\n'));
  await page.locator('#header').blur();
  expect(new URL(page.url()).hash).toMatch(new RegExp(`&header=${BLOCK_277316.toHex()}&target=00ff$`));
  for (const [field, most] of Object.entries({ header: 1000, target: 100 })) {
    expect(await page.locator(`#${field}`).getAttribute('maxlength')).toBe(`${most}`);
  }
});

test.each(['throws', 'does nothing'])(
  'a browser that %s at too many changes gets the last one later',
  async (how) => {
    const { page, complaints } = await open(browser, host.url);
    await page.evaluate((what) => {
      const replace = history.replaceState.bind(history);
      let refusals = 3;
      history.replaceState = (...entry) => {
        if (refusals-- <= 0) replace(...entry);
        else if (what === 'throws')
          throw new DOMException('More than 100 times per 30 seconds', 'SecurityError');
      };
    }, how);
    await slide(page, '#duty', 'Home');
    await page.selectOption('#kernel', 'simd');
    await page.waitForURL(/duty=25&kernel=simd/);
    expect(complaints).toEqual([]);
  },
);
