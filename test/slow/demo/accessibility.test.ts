import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import { type Host, isolatedHost, open, says, searchesBeyond } from './support/demo-page.js';

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

/** What axe finds wrong, in short; its best practices included. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  // It has looked at something.
  expect(results.passes.length).toBeGreaterThan(20);
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([375, 1280])('idle, mining, solved and broken at %d pixels: axe finds nothing', async (width) => {
    const viewport = { width, height: 900 };
    const { page } = await open(browser, host.url, { colorScheme, viewport, hash: '#difficulty=1000000000' });
    expect(await violations(page)).toEqual([]);
    await page.click('#start');
    await searchesBeyond(page, 0);
    expect(await violations(page)).toEqual([]);
    await page.click('#start');
    await page.evaluate(() => {
      location.hash = '#difficulty=0.001';
    });
    await says(page, '#difficulty-out', '0.001');
    await page.click('#start');
    await says(page, '#status', 'Solved, with ');
    await page.fill('#chain-text-1', 'broken');
    await page.fill('#leaves input >> nth=0', 'changed');
    await page.getByLabel('Pasted header').check();
    await page.fill('#header', 'xyz');
    await page.fill('#network-difficulty', 'none');
    await page.locator('#network-difficulty').blur();
    expect(await violations(page)).toEqual([]);
  });
});

test('what is spoken changes seldom', async () => {
  const { page } = await open(browser, host.url, { hash: '#difficulty=1000000000' });
  await page.evaluate(() => {
    const counts = { changes: 0 };
    Object.assign(globalThis, { counts });
    const observer = new MutationObserver((records) => {
      counts.changes += records.length;
    });
    const live = document.querySelectorAll('output, [role="status"], [role="alert"], [aria-live]');
    // What describes a control is spoken anew, by some, when it changes while the control has the focus.
    const descriptions = [...document.querySelectorAll('[aria-describedby]')].flatMap((control) =>
      control
        .getAttribute('aria-describedby')!
        .split(' ')
        .map((id) => document.getElementById(id)!),
    );
    for (const spoken of [...live, ...descriptions]) {
      observer.observe(spoken, { childList: true, characterData: true, subtree: true });
    }
  });
  await page.click('#start');
  await searchesBeyond(page, 2e7);
  // That it loads and that it mines, and nothing more.
  expect(
    await page.evaluate(() => (globalThis as unknown as { counts: { changes: number } }).counts.changes),
  ).toBe(2);
});

test('a slider speaks for itself: no live region repeats it', async () => {
  const { page } = await open(browser, host.url);
  for (const id of ['threads', 'duty', 'difficulty']) {
    expect(await page.locator(`#${id}`).getAttribute('aria-valuetext')).not.toBe('');
  }
  expect(await page.locator('output').count()).toBe(0);
});
