/**
 * How long stale work goes on: from when the node sends the long poll's answer, which tells of another tip, until the workers are told
 * to leave the search of the old one, and until the search of the new one begins. They are told in shared memory, and bench/abort.js
 * measures how long they take then; here they are done before this thread, which checks the new template, could notice.
 *
 *     node bench/stale.js [--repetitions 30] [--json <file>]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, medianInterval, quantile } from '../dist/hashrate/benchmark/statistics.js';
import { createMiner } from '../dist/index.js';
import { NodeClient } from '../dist/node/rpc/node-client.js';
import { RpcClient } from '../dist/node/rpc/rpc-client.js';
import { SoloAccount } from '../dist/node/solo/solo-account.js';
import { SoloReporter } from '../dist/node/solo/solo-reporter.js';
import { SoloRun } from '../dist/node/solo/solo-run.js';
import { TemplateFeed } from '../dist/node/solo/template-feed.js';
import { BLOCK, checkFound, WINDOW } from './support/block.js';
import { sleep } from './support/clock.js';
import { readOptions } from './support/options.js';
import { printReport } from './support/report.js';
import { fixed, formatInterval, formatTable } from './support/table.js';

/** Transactions of a template: none, and as many as a full block has. */
const SIZES = [0, 3500];
/** Tips before those that count: V8 has to optimise the checks. */
const WARM_UP = 3;
/** What is left of 50 ms when the workers take the 20 that bench/abort.js allows them. */
const MOST = 30;

const { repetitions, json } = readOptions({ repetitions: 30 });
const node = fork(fileURLToPath(new URL('processes/template-node.js', import.meta.url)));
/** @type {Record<string, unknown>[]} */
const told = [];
node.on('message', (message) => told.push(/** @type {Record<string, unknown>} */ (message)));
const { port } = await tells('port');

const miner = await createMiner({ threads: 2, kernel: 'simd', cache: false });
const proxy = Object.assign(Object.create(miner), {
  /** @param {Parameters<typeof miner.search>[0]} options */
  search(options) {
    begun = now();
    return miner.search(options);
  },
});
/** When the last search began, and when the one before was told to end. */
let [begun, dropped] = [0, 0];

const stop = new AbortController();
const rpc = new RpcClient({ url: `http://127.0.0.1:${port}` });
const faults = new SoloReporter((event) => {
  if (event.type === 'trouble') throw new Error(event.message);
});
const feed = new TemplateFeed({
  client: new NodeClient(rpc),
  rules: ['segwit'],
  refreshSeconds: 3600,
  onTemplate: (template) => run.take(template),
  onStale: () => {
    run.drop();
    dropped = now();
  },
  onTrouble: (error) => {
    throw error;
  },
});
const run = new SoloRun({
  miner: proxy,
  courier: /** @type {never} */ (undefined),
  account: new SoloAccount(),
  reporter: faults,
  refresh: () => feed.refresh(),
  chain: 'regtest',
  payout: Uint8Array.of(0x51),
  tag: '',
  versionMask: 0,
});
const parts = [feed.run(stop.signal), run.mine(Number.POSITIVE_INFINITY, stop.signal)];
await tells('polled');

/** @type {Map<string, number[]>} */
const times = new Map();
for (let index = 0; index < repetitions + WARM_UP; index++) {
  for (const transactions of SIZES) {
    // At a random moment of a chunk.
    await sleep(200 + Math.random() * 200);
    told.length = 0;
    node.send({ transactions });
    const answered = Number(BigInt(/** @type {string} */ ((await tells('answered')).answered))) / 1e6;
    await tells('polled');
    while (begun < answered) await sleep(1);
    if (index < WARM_UP) continue;
    keep(`told to stop, ${transactions} transactions`, dropped - answered);
    keep(`new search, ${transactions} transactions`, begun - answered);
  }
}

stop.abort();
await Promise.all(parts);
rpc.close();
node.disconnect();
const proof = await miner.search({ header: BLOCK.header, nonceRange: WINDOW });
checkFound('the pool', proof.status === 'found' ? [proof.solution.nonce] : []);
await miner.close();

printReport({
  title: `Stale work: ${repetitions} new tips by long poll, 2 threads, kernel ${miner.choice.kernel}, milliseconds`,
  how: [
    'from       a node in another process begins to send the answer: with 3500 transactions 2.7 MB',
    'told       the workers know it, in shared memory',
    'new search the template is checked, and its search begins; no transaction was in a template before',
    `proof      afterwards the same pool found nonce ${BLOCK.nonce} of block 277316`,
  ],
  table: formatTable(
    ['', 'min', 'median', 'interval', '90th percentile', 'max'],
    [...times].map(([name, values]) => [
      name,
      fixed(Math.min(...values)),
      fixed(median(values)),
      formatInterval(medianInterval(values)),
      fixed(quantile(values, 0.9)),
      fixed(Math.max(...values)),
    ]),
  ),
  expectations: [...times]
    .filter(([name]) => name.startsWith('told'))
    .map(([name, values]) => ({
      says: `${name}: median < ${MOST} ms`,
      seen: `${fixed(median(values))} ms`,
      met: median(values) < MOST,
    })),
  data: Object.fromEntries(times),
  json,
});

/**
 * @param {string} name
 * @param {number} value
 */
function keep(name, value) {
  times.set(name, [...(times.get(name) ?? []), value]);
}

/** Milliseconds of the clock that every process of the machine shares. */
function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * @param {string} what
 * @returns the node's next message of that kind
 */
async function tells(what) {
  for (;;) {
    const index = told.findIndex((message) => what in message);
    if (index >= 0) return /** @type {Record<string, unknown>} */ (told.splice(index, 1)[0]);
    await once(node, 'message');
  }
}
