import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import type { EngineTests } from '../pages/engine.js';
import { bundle } from './bundle.js';
import { type Handler, html, Site } from './site.js';
import { Visit } from './visit.js';

declare global {
  var engineTests: EngineTests;
}

const ROOT = new URL('../../../', import.meta.url);

/** The package's own files that pages load. */
export function packageFiles(): Record<string, Uint8Array> {
  const read = (path: string) => readFileSync(new URL(path, ROOT));
  return {
    '/mine-wasm.js': read('dist/browser/mine-wasm.js'),
    '/worker.js': read('dist/browser/worker.js'),
    '/simd.wasm': read('build/simd.wasm'),
    '/scalar.wasm': read('build/scalar.wasm'),
    '/rolling.wasm': read('build/rolling.wasm'),
  };
}

/**
 * Has each test of a suite open the page of pages/engine.ts in Chromium.
 * @param more further files of its site, by path
 * @returns the page of the running test
 */
export function onEnginePage(
  memory: 'shared' | 'messages',
  more: () => Promise<Record<string, string | Handler>> = async () => ({}),
): () => Page {
  let browser: Browser;
  let site: Site;
  let visit: Visit;
  beforeAll(async () => {
    browser = await launchChromium();
    const script = await bundle('test/browser/pages/engine.ts');
    const files = { '/': html('/engine.js'), '/engine.js': script, ...packageFiles(), ...(await more()) };
    site = await Site.start({ isIsolated: memory === 'shared', files });
  });
  beforeEach(async () => {
    visit = await Visit.open(browser, `${site.url}/`);
    await visit.page.waitForFunction(() => 'engineTests' in globalThis);
    expect(await visit.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(memory === 'shared');
  });
  afterEach(() => visit.close());
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  return () => visit.page;
}
