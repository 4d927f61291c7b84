import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import { packageFiles } from './support/engine-page.js';
import { html, Site } from './support/site.js';
import { Visit } from './support/visit.js';
import { workerSeconds } from './support/worker-time.js';

const THREADS = 2;
const ROUNDS = 3;
/** On a PC a quarter of a second of two workers that don't rest. */
const NONCES = 2 ** 22;

/** One miner for each duty, in the same page; each has started its workers and compiled its kernel. */
const PAGE = `
  import { createMiner } from '/mine-wasm.js';
  const miners = {};
  const work = { header: '00'.repeat(76), target: '1' };
  globalThis.search = async (throttle, nonces) => {
    const miner = miners[throttle] ??= await createMiner({
      throttle, threads: ${THREADS}, kernel: 'simd', worker: '/worker.js',
    });
    const { status, hashes } = await miner.search({ ...work, nonceRange: { start: 0, end: nonces - 1 } });
    return { status, hashes };
  };
`;

declare global {
  var search: (throttle: number, nonces: number) => Promise<{ status: string; hashes: number }>;
}

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

describe.each([true, false])('a page that is cross-origin isolated: %s', (isIsolated) => {
  it('with a throttle of 25 its workers are busy a quarter as much as with 100', async () => {
    const files = { '/': html('/page.js'), '/page.js': PAGE, ...packageFiles() };
    const site = await Site.start({ isIsolated, files });
    const visit = await Visit.open(browser, `${site.url}/`);
    await visit.page.waitForFunction(() => 'search' in globalThis);
    expect(await visit.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isIsolated);

    const search = (throttle: number, nonces: number) =>
      visit.page.evaluate(([throttle, nonces]) => globalThis.search(throttle, nonces), [
        throttle,
        nonces,
      ] as const);
    /** Which share of a search's time each worker was busy. */
    const busyShare = async (throttle: number) => {
      const before = await workerSeconds(browser);
      const began = performance.now();
      expect(await search(throttle, NONCES)).toEqual({ status: 'exhausted', hashes: NONCES });
      const seconds = (performance.now() - began) / 1000;
      return ((await workerSeconds(browser)) - before) / seconds / THREADS;
    };

    for (const throttle of [100, 25]) await search(throttle, NONCES / 4);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const whole = await busyShare(100);
      ratios.push((await busyShare(25)) / whole);
    }
    // Other programs make a worker wait after a rest, which counts as busy: the least disturbed round says most.
    const least = Math.min(...ratios);
    expect(least).toBeGreaterThan(0.1);
    expect(least).toBeLessThan(0.5);

    await visit.close();
    await site.close();
  });
});
