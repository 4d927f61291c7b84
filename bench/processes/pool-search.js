/**
 * A search by the library on worker threads: warms up until a moment, goes on for some seconds, prints
 * { hashes } and the Usage between the first and the last progress report of that time.
 *
 *     node bench/processes/pool-search.js --kernel simd --threads 2 --start <ms of the wall clock> --seconds 4
 */
import { parseArgs } from 'node:util';
import { isKernelName } from '../../dist/engine/kernel-names.js';
import { createMiner } from '../../dist/index.js';
import { BLOCK, checkFound, IMPOSSIBLE, WINDOW } from '../support/block.js';
import { wallClock } from '../support/clock.js';
import { countUsage } from '../support/usage.js';
import { checkWarmUp } from '../support/warm-up.js';

const text = /** @type {const} */ ({ type: 'string' });
const { values } = parseArgs({ options: { kernel: text, threads: text, start: text, seconds: text } });
const kernel = isKernelName(values.kernel) ? values.kernel : 'auto';
const start = Number(values.start);
const end = start + Number(values.seconds) * 1000;

const miner = await createMiner({ threads: Number(values.threads), kernel, cache: false });
checkWarmUp(start);

/** @type {{ hashes: number, usage: ReturnType<typeof countUsage> } | undefined} */
let first;
let slice;
const stop = new AbortController();
const result = await miner.search({
  header: BLOCK.header,
  target: IMPOSSIBLE,
  signal: stop.signal,
  progressInterval: 50,
  onProgress({ hashes }) {
    const now = wallClock();
    if (now < start) return;
    first ??= { hashes, usage: countUsage() };
    slice = { hashes: hashes - first.hashes, ...first.usage() };
    if (now >= end) stop.abort();
  },
});
if (result.status !== 'aborted') throw new Error(`Expected the search to go on, got ${result.status}`);

// The pool is up, so even this short search is its workers'.
const proof = await miner.search({ header: BLOCK.header, nonceRange: WINDOW });
checkFound('the pool', proof.status === 'found' ? [proof.solution.nonce] : []);
await miner.close();

console.log(JSON.stringify(slice));
