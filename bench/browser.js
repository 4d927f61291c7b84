/**
 * The library in Chromium on one web worker against the bare kernel in one web worker of the same Chromium, with shared memory and
 * by messages; and how long an abort takes in both.
 *
 *     node bench/browser.js [--pairs 9] [--seconds 2] [--aborts 50] [--kernel simd] [--json <file>]
 */
import { readFileSync } from 'node:fs';
import { alternate, ratios } from './support/alternate.js';
import { openBareWorker } from './support/bare-web-worker.js';
import { BLOCK, checkFound, IMPOSSIBLE, WINDOW } from './support/block.js';
import { latencyTable, rateTable, ratioTable } from './support/browser-tables.js';
import { openPage, startChromium } from './support/chromium-page.js';
import { readOptions } from './support/options.js';
import { expectIntervalAtLeast, printReport } from './support/report.js';

const { pairs, seconds, aborts, kernel, json } = readOptions({
  pairs: 9,
  seconds: 2,
  aborts: 50,
  kernel: 'simd',
});
const BARE = 'bare kernel';
const SHARED = 'library, shared memory';
const MESSAGES = 'library, messages';

const root = new URL('../', import.meta.url);
/** @param {string} path */
const read = (path) => readFileSync(new URL(path, root));
const files = {
  '/mine-wasm.js': read('dist/browser/mine-wasm.js'),
  '/worker.js': read('dist/browser/worker.js'),
};
const browser = await startChromium();
const bare = await openBareWorker(browser, kernel);
const shared = await openPage(browser, files, true);
const messages = await openPage(browser, files, false);
const work = { kernel, block: BLOCK.header, window: WINDOW, impossible: IMPOSSIBLE };

/** Prepares a page: a miner that is warm. @param {import('playwright-core').Page} page */
async function prepare(page) {
  const found = await page.evaluate(async ({ kernel, block, window: nonceRange, impossible }) => {
    // By a name of its own: nothing here resolves modules of the page.
    const file = '/mine-wasm.js';
    const { createMiner } = await import(file);
    const miner = await createMiner({ threads: 1, kernel, worker: '/worker.js' });
    const endless = { header: block, target: impossible };
    const bench = {
      /** @param {number} seconds */
      async rate(seconds) {
        const result = await miner.search({ ...endless, timeout: seconds });
        return result.hashes / result.seconds;
      },
      async abort() {
        const abort = new AbortController();
        const search = miner.search({ ...endless, signal: abort.signal });
        await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 100));
        const began = performance.now();
        abort.abort();
        await search;
        return performance.now() - began;
      },
    };
    Object.assign(globalThis, { bench });
    await bench.rate(1);
    const { solution } = await miner.search({ header: block, nonceRange });
    return solution?.nonce;
  }, work);
  checkFound('the library', found === undefined ? [] : [found]);
}

/** @param {import('playwright-core').Page} page @returns {Promise<number>} hashes per second */
function rate(page) {
  return page.evaluate((seconds) => /** @type {any} */ (globalThis).bench.rate(seconds), seconds);
}

/** @param {import('playwright-core').Page} page @returns {Promise<number[]>} milliseconds */
async function latencies(page) {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < aborts; i++) {
    times.push(await page.evaluate(() => /** @type {any} */ (globalThis).bench.abort()));
  }
  return times;
}

await prepare(shared.page);
await prepare(messages.page);
const rates = await alternate([BARE, SHARED, MESSAGES], pairs, (name) =>
  name === BARE ? bare.rate(seconds) : rate(name === SHARED ? shared.page : messages.page),
);
const stops = { [SHARED]: await latencies(shared.page), [MESSAGES]: await latencies(messages.page) };
const version = browser.version();
for (const open of [bare, shared, messages, browser]) await open.close();

const byBare = {
  [SHARED]: ratios(rates[SHARED], rates[BARE]),
  [MESSAGES]: ratios(rates[MESSAGES], rates[BARE]),
};
printReport({
  title: `Browser: ${pairs} rounds of ${seconds} s each, one web worker, kernel ${kernel}`,
  how: [
    `Chromium ${version}, without a window`,
    `proof    the library found nonce ${BLOCK.nonce} of block 277316`,
  ],
  table: [
    rateTable(rates),
    ratioTable('by the bare kernel', byBare),
    latencyTable('abort() until idle, ms', stops),
  ].join('\n\n'),
  expectations: [
    expectIntervalAtLeast(`${SHARED} ≥ 0.97 of the bare kernel`, byBare[SHARED], 0.97),
    expectIntervalAtLeast(`${MESSAGES} ≥ 0.95 of the bare kernel`, byBare[MESSAGES], 0.95),
  ],
  data: { rates, stops },
  json,
});
