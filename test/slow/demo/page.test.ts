import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import { type Host, isolatedHost, open, plainHost, says, searchesBeyond } from './support/demo-page.js';

const FOLDER = fileURLToPath(new URL('../../../dist/demo/', import.meta.url));
/** Compressed, before Start. */
const MOST_BYTES = 150_000;

let browser: Browser;
let host: Host;
let plain: Host;
beforeAll(async () => {
  browser = await launchChromium();
  [host, plain] = await Promise.all([isolatedHost(), plainHost()]);
});
afterAll(async () => {
  await browser?.close();
  for (const { server } of [host, plain]) {
    server.close();
    server.closeAllConnections();
  }
});

test('loads little, and no WASM before it is needed', async () => {
  const { page, requests, complaints } = await open(browser, host.url);
  await page.waitForLoadState('networkidle');
  const sizes = requests.map((path) => gzipSync(readFileSync(FOLDER + (path || 'index.html'))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
  expect(requests.filter((path) => /wasm|worker/.test(path))).toEqual([]);
  await page.click('#start');
  await searchesBeyond(page, 0);
  expect(requests.some((path) => path.endsWith('.wasm'))).toBe(true);
  expect(complaints).toEqual([]);
});

describe('a link', () => {
  test('holds the settings, and starts nothing', async () => {
    const hash = '#threads=1&duty=50&kernel=scalar&hidden=run&difficulty=0.01';
    const { page, complaints } = await open(browser, host.url, { hash });
    expect(await page.locator('#threads').inputValue()).toBe('1');
    expect(await page.locator('#duty-out').textContent()).toBe('50 %');
    expect(await page.locator('#kernel').inputValue()).toBe('scalar');
    expect(await page.locator('#pause-hidden').isChecked()).toBe(false);
    expect(await page.locator('#difficulty-out').textContent()).toBe('0.01');
    expect(await page.locator('#status').textContent()).toBe('Nothing runs before you press Start.');
    expect(page.workers()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('is made of the settings, and leads back to them', async () => {
    const { page } = await open(browser, host.url);
    await page.locator('#duty').press('Home');
    await page.selectOption('#kernel', 'simd');
    await page.click('#copy-link');
    expect(await page.locator('#copied').textContent()).not.toBe('');
    const link = page.url();
    expect(link).toMatch(/#threads=\d+&duty=25&kernel=simd&hidden=pause&difficulty=0\.1$/);
    const again = await open(browser, host.url, { hash: link.slice(link.indexOf('#')) });
    expect(await again.page.locator('#duty').inputValue()).toBe('25');
    expect(await again.page.locator('#kernel').inputValue()).toBe('simd');
  });

  test.each(['#threads=NaN&kernel=evil', '#header=zz', '#%E0%A4%A', `#difficulty=${'9'.repeat(400)}`])(
    'that is bad breaks nothing: %s',
    async (hash) => {
      const { page, complaints } = await open(browser, host.url, { hash });
      expect(await page.locator('#status').textContent()).toBe('Nothing runs before you press Start.');
      if (hash.includes('='))
        expect(await page.locator('#link-complaints').textContent()).toMatch(/^The link's /);
      await page.click('#start');
      await searchesBeyond(page, 0);
      expect(complaints).toEqual([]);
    },
  );

  test('that is followed while the page is open takes effect; an anchor does not', async () => {
    const { page } = await open(browser, host.url, { hash: '#duty=50' });
    await page.getByRole('link', { name: 'Lessons' }).click();
    expect(await page.locator('#duty').inputValue()).toBe('50');
    await page.evaluate(() => {
      location.hash = '#duty=75';
    });
    await says(page, '#duty-out', '75');
  });
});

test('what is said of Bitcoin’s difficulty is true of the figure that is there', async () => {
  const { page, complaints } = await open(browser, host.url);
  const help = page.locator('#network-help');
  expect(await help.textContent()).toMatch(/^The figure is that of block 840000, of 2024-04-20\./);
  await page.fill('#network-difficulty', '100000000000000');
  await page.locator('#network-difficulty').blur();
  expect(await help.textContent()).toMatch(/^The figure is yours\./);
  expect(await page.locator('#network-date').inputValue()).toBe('');
  await page.fill('#network-date', '2026-11-01');
  expect(await help.textContent()).toMatch(/^The figure is yours, as of 2026-11-01\./);
  await page.fill('#network-difficulty', 'none');
  await page.locator('#network-difficulty').blur();
  expect(await help.textContent()).toMatch(/^Bitcoin’s difficulty changes every two weeks; /);
  expect(complaints).toEqual([]);
});

test('what is wrong with a pasted header or target is said at the field, and the keyboard is led there', async () => {
  const { page, complaints } = await open(browser, host.url);
  await page.getByLabel('Pasted header').check();
  await page.fill('#header', 'abc');
  await page.click('#start');
  expect(await page.locator('#header-error').textContent()).toMatch(/^Expected .*hex.*, got "abc"\.$/);
  expect(await page.locator('#header').getAttribute('aria-invalid')).toBe('true');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('header');
  expect(page.workers()).toEqual([]);
  await page.fill('#header', '00'.repeat(80));
  await page.fill('#target', '0');
  await page.click('#start');
  expect(await page.locator('#header-error').textContent()).toBe('');
  expect(await page.locator('#target-error').textContent()).toBe('Expected greater than 0, got "0".');
  expect(complaints).toEqual([]);
});

test('can be used by keyboard alone', async () => {
  const { page, complaints } = await open(browser, host.url, { hash: '#difficulty=1000000000' });
  const reach = async (id: string) => {
    for (let presses = 0; presses < 80; presses++) {
      if ((await page.evaluate(() => document.activeElement?.id)) === id) return;
      await page.keyboard.press('Tab');
      // What has the focus can be seen to have it.
      const outline = await page.evaluate(() => {
        const { activeElement: active } = document;
        const shown = active?.matches('.theme input, .choices input') ? active.nextElementSibling : active;
        const isNone = active === document.body;
        return `${active?.id || active?.tagName} ${isNone ? 'window' : getComputedStyle(shown!).outlineStyle}`;
      });
      expect(outline).toMatch(/^\S+ (?!none)/);
    }
    throw new Error(`#${id} can't be reached`);
  };
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to mining');
  await page.keyboard.press('Enter');
  await reach('start');
  await page.keyboard.press('Enter');
  await searchesBeyond(page, 0);
  await page.keyboard.press('Space');
  await says(page, '#status', 'Stopped after ');
  await reach('duty');
  await page.keyboard.press('ArrowLeft');
  expect(await page.locator('#duty-out').textContent()).toBe('95 %');
  await reach('chain-text-3');
  await page.keyboard.type('!');
  await says(page, '#chain-status', '2 of 4 blocks do not hold.');
  expect(complaints).toEqual([]);
});

describe.each([
  ['by the command’s headers', () => host],
  ['by the page itself', () => plain],
])('the policy is in force %s', (_name, at) => {
  test('no inline script, no inline style, nobody else', async () => {
    const { page } = await open(browser, at().url);
    const forbidden = await page.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'globalThis.broken = true';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<p id="styled" style="color: red">x</p>');
      document.body.insertAdjacentHTML('beforeend', '<img src="http://127.0.0.1:9/x.png" alt="">');
      await fetch('http://127.0.0.1:9/').catch(() => {});
      // They are told a little later, each as an event; the image's last.
      while (!seen.includes('img-src')) await new Promise((resolve) => setTimeout(resolve, 10));
      return { seen: [...new Set(seen)].sort(), broken: 'broken' in globalThis };
    });
    expect(forbidden).toEqual({
      seen: ['connect-src', 'img-src', 'script-src-elem', 'style-src-attr'],
      broken: false,
    });
  });
});

test('the visitor’s colours are kept', async () => {
  const { page } = await open(browser, host.url, { colorScheme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await background()).toBe('rgb(255, 255, 255)');
  await page.getByLabel('Dark').check();
  expect(await background()).toBe('rgb(21, 23, 26)');
  await page.reload();
  expect(await background()).toBe('rgb(21, 23, 26)');
  await page.getByLabel('Auto').check();
  expect(await background()).toBe('rgb(255, 255, 255)');
});

test.each([320, 375, 768, 1280, 1920])('nothing sticks out of a window of %d pixels', async (width) => {
  const { page } = await open(browser, host.url, {
    viewport: { width, height: 900 },
    hash: '#difficulty=0.001',
  });
  await page.click('#start');
  await says(page, '#status', 'Solved, with ');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
});

test.each([320, 375, 768, 960, 1280, 1920])(
  'every figure fits its column in a window of %d pixels',
  async (width) => {
    const { page } = await open(browser, host.url, {
      viewport: { width, height: 900 },
      hash: '#difficulty=100000',
    });
    await page.click('#start');
    await searchesBeyond(page, 1e6);
    const shown = await page
      .locator('.figures .value')
      .evaluateAll((all) => all.map((one) => [one.textContent, one.scrollWidth - one.clientWidth]));
    expect(shown.at(-1)).toEqual([expect.stringMatching(/^1 in \d/), 0]);
    expect(shown.map(([, excess]) => excess)).toEqual([0, 0, 0, 0]);
  },
);
