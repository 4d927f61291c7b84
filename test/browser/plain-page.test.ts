import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { Project, pack, ROOT } from '../slow/package/consumer.js';
import { launchChromium } from '../support/chromium.js';
import vectors from '../vectors/headers.json' with { type: 'json' };
import { Site } from './support/site.js';

const { nonce, hash } = vectors.find(({ height }) => height === 277316)!;
const [, page = ''] = /```html\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];

let browser: Browser;
let standalone: Uint8Array;
beforeAll(async () => {
  browser = await launchChromium();
  const { folder } = new Project([pack().tarball]);
  const installed = join(folder, 'node_modules/mine-wasm/dist/browser/mine-wasm.js');
  expect(createRequire(join(folder, 'x.js')).resolve('mine-wasm/standalone')).toBe(installed);
  standalone = readFileSync(installed);
});
afterAll(() => browser?.close());

it.each([true, false])(
  "README's page mines with one file of an installed tarball; isolated: %s",
  async (isIsolated) => {
    const files = { '/': page, '/mine-wasm.js': standalone, '/favicon.ico': '' };
    // Its script is in the page, as a first try's is: no policy.
    const site = await Site.start({ isIsolated, csp: '', files });
    onTestFinished(() => site.close());
    const tab = await browser.newPage();
    const complaints: string[] = [];
    tab.on('console', (message) => complaints.push(message.text()));
    tab.on('pageerror', (error) => complaints.push(error.message));
    await tab.goto(site.url);
    await tab.waitForFunction(() => /^\d+ /.test(document.querySelector('#out')?.textContent ?? ''));
    expect(await tab.textContent('#out')).toBe(`${nonce} ${hash}`);
    expect(await tab.evaluate(() => crossOriginIsolated)).toBe(isIsolated);
    await tab.close();
    expect(complaints).toEqual([]);
    expect(new Set(site.requests)).toEqual(new Set(['/', '/mine-wasm.js', '/favicon.ico']));
  },
);
