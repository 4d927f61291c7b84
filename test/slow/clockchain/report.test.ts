import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ENVIRONMENT, MAIN } from '../../cli/command.js';
import { launchChromium } from '../../support/chromium.js';

const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-clock-report-'));
const file = join(folder, 'report.html');
let browser: Browser;
let page: Page;
/** What the page said or asked for. */
const messages: string[] = [];

beforeAll(async () => {
  const clock = (...args: string[]) =>
    execFileSync(process.execPath, [MAIN, 'clock', ...args], { env: ENVIRONMENT, stdio: 'pipe' });
  const name = 'W'.repeat(180);
  clock('run', '--difficulty', '1', '--devices', '3', '--rounds', '60', '--session', name, '--dir', folder);
  clock('report', join(folder, name), '-o', file);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
  expect(messages).toEqual([]);
});

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  page.on('console', (message) => messages.push(message.text()));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) messages.push(request.url());
  });
});

test.each([
  [375, 'narrow'],
  [768, 'wide'],
  [1280, 'wide'],
])('%d pixels wide: no wider than the window, with the %s drawings', async (width, name) => {
  await page.setViewportSize({ width, height: 900 });
  await page.goto(pathToFileURL(file).href);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  const shown = await page.$$eval('svg[role=img]', (all) =>
    all
      .filter((svg) => svg.getBoundingClientRect().width > 0)
      .map((svg) => svg.getAttribute('aria-labelledby')!.split(' ')[0]),
  );
  expect(shown).toEqual([`ticks-plot-${name}-title`, `drift-plot-${name}-title`]);
});

test.each([
  ['light', 'rgb(255, 255, 255)'],
  ['dark', 'rgb(21, 23, 26)'],
] as const)('%s as the reader has it, and white on paper', async (colorScheme, color) => {
  const background = () => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
  await page.emulateMedia({ colorScheme });
  await page.goto(pathToFileURL(file).href);
  expect(await background()).toBe(color);
  await page.emulateMedia({ media: 'print', colorScheme });
  await page.setViewportSize({ width: 680, height: 1009 });
  expect(await background()).toBe('rgb(255, 255, 255)');
  const cut = await page.$$eval(
    '.scroll, svg[role=img]',
    (all) =>
      all.filter((one) => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > innerWidth)
        .length,
  );
  expect(cut).toBe(0);
});
