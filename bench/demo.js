/**
 * The demo in Chromium, mining on one thread, against the bare kernel in one web worker of the same Chromium; and how long its Stop
 * takes. Both as `mine-wasm demo` serves the page, with shared memory, and as a static host does, by messages.
 *
 *     node bench/demo.js [--pairs 9] [--seconds 4] [--stops 50] [--kernel simd|scalar] [--json <file>]
 */
import { availableParallelism } from 'node:os';
import { median } from '../dist/hashrate/benchmark/statistics.js';
import { alternate, ratios } from './support/alternate.js';
import { openBareWorker } from './support/bare-web-worker.js';
import { BLOCK } from './support/block.js';
import { latencyTable, rateTable, ratioTable } from './support/browser-tables.js';
import { startChromium } from './support/chromium-page.js';
import { commandHost, folderHost } from './support/demo-hosts.js';
import { openDemo } from './support/demo-page.js';
import { readOptions } from './support/options.js';
import { expectIntervalAtLeast, printReport } from './support/report.js';
import { fixed } from './support/table.js';

const { pairs, seconds, stops, kernel, json } = readOptions({
  pairs: 9,
  seconds: 4,
  stops: 50,
  kernel: 'simd',
});
// The page rolls versions, which rolling gains by, and the bare kernel does not.
if (kernel !== 'simd' && kernel !== 'scalar') {
  throw new RangeError(`Expected --kernel to be simd or scalar, got ${kernel}`);
}
const BARE = 'bare kernel';
const SHARED = 'page, shared memory';
const MESSAGES = 'page, messages';
/** The page lets nobody ask for more threads than there are cores. */
const THREADS = [1, 2].filter((threads) => threads <= availableParallelism());
/** Of the bare kernel's rate. */
const LEAST = 0.9;
/** Of the median stop, in milliseconds. */
const LONGEST_STOP = 100;

const browser = await startChromium();
const bare = await openBareWorker(browser, kernel);
const hosts = { [SHARED]: await commandHost(), [MESSAGES]: await folderHost() };
/** @type {Record<string, Awaited<ReturnType<typeof openDemo>>>} */
const demos = {};
for (const threads of THREADS) {
  for (const mode of /** @type {const} */ ([SHARED, MESSAGES])) {
    const demo = await openDemo(browser, hosts[mode].url, { threads, kernel });
    if (demo.isIsolated !== (mode === SHARED)) throw new Error(`Expected ${mode}, got the other`);
    await demo.prove();
    demos[nameOf(mode, threads)] = demo;
  }
}

const rates = await alternate([BARE, SHARED, MESSAGES], pairs, (name) =>
  name === BARE ? bare.rate(seconds) : demoOf(nameOf(name, 1)).rate(seconds),
);
const latencies = await alternate(Object.keys(demos), stops, (name) => demoOf(name).stopLatency());
const version = browser.version();
for (const open of [bare, ...Object.values(demos), ...Object.values(hosts), browser]) await open.close();

const byBare = {
  [SHARED]: ratios(rates[SHARED], rates[BARE]),
  [MESSAGES]: ratios(rates[MESSAGES], rates[BARE]),
};
printReport({
  title: `Demo: ${pairs} rounds of ${seconds} s each on one thread, ${stops} stops, kernel ${kernel}`,
  how: [
    `Chromium ${version}, without a window`,
    'rate     by the count that the page shows, a second after Start and later',
    "stop     from the click on Stop to the page's words that it has stopped, 50–500 ms after its first figures",
    `proof    each page found nonce ${BLOCK.nonce} of block 277316`,
  ],
  table: [
    rateTable(rates),
    ratioTable('by the bare kernel', byBare),
    latencyTable('Stop, ms', latencies),
  ].join('\n\n'),
  expectations: [
    ...Object.entries(byBare).map(([name, values]) =>
      expectIntervalAtLeast(`${name} ≥ ${LEAST} of the bare kernel`, values, LEAST),
    ),
    ...Object.entries(latencies).map(([name, values]) => ({
      says: `${name}: half of the stops ≤ ${LONGEST_STOP} ms`,
      seen: `${fixed(median(values), 1)} ms`,
      met: median(values) <= LONGEST_STOP,
    })),
  ],
  data: { rates, latencies },
  json,
});

/**
 * @param {string} mode
 * @param {number} threads
 */
function nameOf(mode, threads) {
  return `${mode}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** @param {string} name */
function demoOf(name) {
  const demo = demos[name];
  if (demo === undefined) throw new Error(`Expected a page, got none for ${name}`);
  return demo;
}
