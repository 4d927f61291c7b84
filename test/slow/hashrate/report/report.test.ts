import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ENVIRONMENT, MAIN } from '../../../cli/command.js';
import { cardOf } from '../../../hashrate/comparison-cards.js';
import { sampleFleet } from '../../../hashrate/sample-fleet.js';
import { launchChromium } from '../../../support/chromium.js';

const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-report-'));
const url = pathToFileURL(join(folder, 'report.html')).href;
let browser: Browser;
let page: Page;
/** What the page said or asked for. */
let messages: string[];

beforeAll(async () => {
  browser = await launchChromium();
  const cards = {
    ...sampleFleet(),
    'evil.json': cardOf({ model: '"><script>alert(document.domain)</script><img src=x onerror=alert(1)>' }),
    // No name is too long for the page, nor without a place to break it.
    'long.json': cardOf({ model: 'W'.repeat(300) }),
  };
  const files = Object.entries(cards).map(([name, card]) => {
    writeFileSync(join(folder, name), JSON.stringify(card));
    return join(folder, name);
  });
  execFileSync(process.execPath, [MAIN, 'bench', 'report', '-o', join(folder, 'report.html'), ...files], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'inherit', 'ignore'],
  });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  messages = [];
  page = await browser.newPage();
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  page.on('dialog', (dialog) => messages.push(dialog.message()));
  page.on('request', (request) => request.url() !== url && messages.push(request.url()));
});

afterEach(async () => {
  await page.close();
  expect(messages).toEqual([]);
});

const WIDTHS = [
  [375, 'narrow'],
  [1280, 'wide'],
] as const;

describe.each(WIDTHS)('%d pixels wide', (width, name) => {
  beforeEach(async () => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(url);
  });

  test('the page is no wider than the window', async () => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  test(`shows the ${name} drawings alone, at the size that they were drawn for`, async () => {
    const drawings = await page.$$eval('svg[role=img]', (all) =>
      all
        .map((svg) => ({
          name: svg.getAttribute('aria-labelledby')!,
          shown: svg.getBoundingClientRect().width,
          drawn: Number(svg.getAttribute('viewBox')!.split(' ')[2]),
        }))
        .filter(({ shown }) => shown > 0),
    );
    // Bars, scaling, and two for each of the two long runs.
    expect(drawings).toHaveLength(6);
    for (const drawing of drawings) {
      expect(drawing.name).toContain(`-${name}-`);
      expect(drawing.shown / drawing.drawn).toBeGreaterThan(0.95);
      expect(drawing.shown / drawing.drawn).toBeLessThan(1.2);
    }
  });

  test('every line, bar and shade is drawn, and within its drawing', async () => {
    const shapes = await page.$$eval(
      'svg[role=img] :is(.line, .band, .bar, .whisker, .shade, .marker, .strip)',
      (all) =>
        all
          .filter(
            (shape) => shape.getBoundingClientRect().height > 0 || shape.getBoundingClientRect().width > 0,
          )
          .map((shape) => {
            const box = shape.getBoundingClientRect();
            const frame = shape.closest('svg')!.getBoundingClientRect();
            return {
              kind: shape.getAttribute('class')!,
              sticksOut: Math.max(
                frame.left - box.left,
                box.right - frame.right,
                frame.top - box.top,
                box.bottom - frame.bottom,
              ),
            };
          }),
    );
    const count = (kind: string) => shapes.filter((shape) => shape.kind === kind).length;
    expect([count('line'), count('bar'), count('whisker')]).toEqual([10, 6, 6]);
    expect(count('shade throttled')).toBeGreaterThan(2);
    expect(count('shade paused')).toBeGreaterThan(2);
    // Half a marker may.
    expect(shapes.filter(({ sticksOut }) => sticksOut > 6)).toEqual([]);
  });

  test('no label of an axis or bar lies on another, nor outside of the window', async () => {
    const clashes = await page.$$eval('svg[role=img]', (drawings) =>
      drawings.flatMap((svg) => {
        const texts = [...svg.querySelectorAll('text, .label > *')].filter(
          (text) => text.getBoundingClientRect().width > 0,
        );
        return texts.flatMap((text, at) => {
          const a = text.getBoundingClientRect();
          const isOut = a.left < 0 || a.right > innerWidth;
          const on = texts.slice(at + 1).filter((other) => {
            const b = other.getBoundingClientRect();
            // Lines of text are higher than their letters.
            return a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
          });
          return isOut || on.length > 0 ? [[text.textContent, ...on.map((b) => b.textContent)]] : [];
        });
      }),
    );
    expect(clashes).toEqual([]);
  });
});

test('light and dark are the reader’s', async () => {
  const colors = async (colorScheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme });
    await page.goto(url);
    return page.$eval('body', (body) => [
      getComputedStyle(body).backgroundColor,
      getComputedStyle(body).color,
    ]);
  };
  expect(await colors('light')).toEqual(['rgb(255, 255, 255)', 'rgb(28, 30, 33)']);
  expect(await colors('dark')).toEqual(['rgb(21, 23, 26)', 'rgb(236, 234, 230)']);
});

test('is printed on white, with nothing cut off', async () => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  // A4 less its margins, in CSS pixels.
  await page.setViewportSize({ width: 680, height: 1009 });
  await page.goto(url);
  expect(await page.$eval('body', (body) => getComputedStyle(body).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  const cut = await page.$$eval(
    '.scroll, svg[role=img]',
    (all) =>
      all.filter((one) => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > innerWidth)
        .length,
  );
  expect(cut).toBe(0);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  // A4 in points.
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
});

test('the table can be scrolled by keyboard', async () => {
  await page.setViewportSize({ width: 375, height: 900 });
  await page.goto(url);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement!.getAttribute('aria-label'))).toBe(
    'Devices by hash rate',
  );
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.activeElement!.scrollLeft > 0);
});

test('a hostile name is text', async () => {
  await page.goto(url);
  expect(await page.$$eval('script, img', (all) => all.length)).toBe(0);
  const heading = page.getByRole('heading', { name: '"><script>alert(document.domain)</script><img' });
  expect(await heading.count()).toBe(1);
});
