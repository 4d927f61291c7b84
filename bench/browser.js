/**
 * The library in Chromium on one web worker against the bare kernel in one web worker of the same Chromium, with shared memory and
 * by messages; and how long an abort takes in both.
 *
 *     node bench/browser.js [--pairs 9] [--seconds 2] [--aborts 50] [--kernel simd] [--json <file>]
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { median, medianInterval, quantile } from '../dist/hashrate/benchmark/statistics.js';
import { alternate, ratios } from './support/alternate.js';
import { BLOCK, checkFound, HEADER, IMPOSSIBLE, VERSION, WINDOW } from './support/block.js';
import { openPage, startChromium } from './support/chromium-page.js';
import { readOptions } from './support/options.js';
import { printReport } from './support/report.js';
import { fixed, formatInterval, formatTable } from './support/table.js';

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
const bare = await build({
  cwd: fileURLToPath(root),
  input: 'bench/pages/bare-worker.js',
  treeshake: { moduleSideEffects: true },
  write: false,
  output: { format: 'es', codeSplitting: false },
});
const files = {
  '/mine-wasm.js': read('dist/browser/mine-wasm.js'),
  '/worker.js': read('dist/browser/worker.js'),
  '/kernel.wasm': read(`build/${kernel}.wasm`),
  '/bare.js': bare.output[0].code,
};
const browser = await startChromium();
const shared = await openPage(browser, files, true);
const messages = await openPage(browser, files, false);
const work = {
  kernel,
  block: BLOCK.header,
  window: WINDOW,
  header: [...HEADER],
  version: VERSION,
  impossible: IMPOSSIBLE,
};

/** Prepares a page: a miner and a bare worker, both of them warm. @param {import('playwright-core').Page} page */
async function prepare(page) {
  const found = await page.evaluate(
    async ({ kernel, block, window: nonceRange, header, version, impossible }) => {
      // By a name of its own: nothing here resolves modules of the page.
      const file = '/mine-wasm.js';
      const { createMiner } = await import(file);
      const miner = await createMiner({ threads: 1, kernel, worker: '/worker.js' });
      const worker = new Worker('/bare.js', { type: 'module' });
      const module = await WebAssembly.compileStreaming(fetch('/kernel.wasm'));
      const target = new Uint8Array(32);
      target[31] = 1;
      worker.postMessage({ name: kernel, module, header: Uint8Array.from(header), target, version });
      const endless = { header: block, target: impossible };
      const bench = {
        /** @param {number} seconds */
        async library(seconds) {
          const result = await miner.search({ ...endless, timeout: seconds });
          return { hashes: result.hashes, seconds: result.seconds };
        },
        /** @param {number} seconds */
        bare: (seconds) =>
          new Promise((resolve) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.postMessage(seconds);
          }),
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
      await bench.library(1);
      await bench.bare(1);
      const { solution } = await miner.search({ header: block, nonceRange });
      return solution?.nonce;
    },
    work,
  );
  checkFound('the library', found === undefined ? [] : [found]);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {'library' | 'bare'} way
 * @returns {Promise<number>} hashes per second
 */
async function rate(page, way) {
  const { hashes, seconds: took } = await page.evaluate(
    ([way, seconds]) => /** @type {any} */ (globalThis).bench[/** @type {string} */ (way)](seconds),
    /** @type {const} */ ([way, seconds]),
  );
  return hashes / took;
}

/** @param {import('playwright-core').Page} page @returns {Promise<number[]>} milliseconds, ascending */
async function latencies(page) {
  /** @type {number[]} */
  const times = [];
  for (let i = 0; i < aborts; i++) {
    times.push(await page.evaluate(() => /** @type {any} */ (globalThis).bench.abort()));
  }
  return times.sort((a, b) => a - b);
}

await prepare(shared.page);
await prepare(messages.page);
const rates = await alternate([BARE, SHARED, MESSAGES], pairs, (name) =>
  rate(name === MESSAGES ? messages.page : shared.page, name === BARE ? 'bare' : 'library'),
);
const stops = { [SHARED]: await latencies(shared.page), [MESSAGES]: await latencies(messages.page) };
const version = browser.version();
await shared.close();
await messages.close();
await browser.close();

const sharedRatios = ratios(rates[SHARED], rates[BARE]);
const messageRatios = ratios(rates[MESSAGES], rates[BARE]);
printReport({
  title: `Browser: ${pairs} rounds of ${seconds} s each, one web worker, kernel ${kernel}`,
  how: [
    `Chromium ${version}, without a window`,
    `proof    the library found nonce ${BLOCK.nonce} of block 277316`,
  ],
  table: [
    formatTable(
      ['', 'min MH/s', 'median', 'max'],
      [BARE, SHARED, MESSAGES].map((name) => {
        const values = rates[/** @type {keyof typeof rates} */ (name)].map((value) => value / 1e6);
        return [name, fixed(Math.min(...values)), fixed(median(values)), fixed(Math.max(...values))];
      }),
    ),
    formatTable(
      ['by the bare kernel', 'median', 'interval'],
      [
        [SHARED, fixed(median(sharedRatios), 3), formatInterval(medianInterval(sharedRatios), 3)],
        [MESSAGES, fixed(median(messageRatios), 3), formatInterval(medianInterval(messageRatios), 3)],
      ],
    ),
    formatTable(
      ['abort() until idle, ms', 'median', '90th percentile', 'max'],
      [SHARED, MESSAGES].map((name) => {
        const times = stops[/** @type {keyof typeof stops} */ (name)];
        return [name, fixed(median(times), 1), fixed(quantile(times, 0.9), 1), fixed(Math.max(...times), 1)];
      }),
    ),
  ].join('\n\n'),
  expectations: [
    expectAtLeast(`${SHARED} ≥ 0.97 of the bare kernel`, sharedRatios, 0.97),
    expectAtLeast(`${MESSAGES} ≥ 0.95 of the bare kernel`, messageRatios, 0.95),
  ],
  data: { rates, stops },
  json,
});

/**
 * Decided where the whole interval of the median lies on one side: others on the machine make rounds of seconds differ by a third.
 * @param {string} says
 * @param {readonly number[]} values
 * @param {number} least
 */
function expectAtLeast(says, values, least) {
  const { low, high } = medianInterval(values);
  const met = low >= least ? true : high < least ? false : undefined;
  return { says, seen: `${fixed(median(values), 3)} by ${values.length} rounds`, met };
}
