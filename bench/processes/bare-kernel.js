/**
 * A kernel on one thread with nothing around it: warms up until a moment, hashes for some seconds, prints
 * { hashes } and the Usage meanwhile. Two of these at once are what the pool is measured against.
 *
 *     node bench/processes/bare-kernel.js --kernel simd --start <ms of the wall clock> --seconds 4
 */
import { parseArgs } from 'node:util';
import { checkFound, IMPOSSIBLE, WINDOW } from '../support/block.js';
import { wallClock } from '../support/clock.js';
import { bareKernels } from '../support/kernel-search.js';
import { countUsage } from '../support/usage.js';
import { checkWarmUp } from '../support/warm-up.js';

/** About 2.5 ms, as long as the pool's batches. */
const BATCH_HASHES = 1 << 14;

const text = /** @type {const} */ ({ type: 'string' });
const { values } = parseArgs({ options: { kernel: text, start: text, seconds: text } });
const kernel = (await bareKernels()).find(({ name }) => name === values.kernel);
if (kernel === undefined) throw new Error(`Expected --kernel to name a usable kernel, got ${values.kernel}`);
const start = Number(values.start);

kernel.prepare();
checkFound(kernel.name, kernel.search(WINDOW.start, WINDOW.end - WINDOW.start + 1));

kernel.prepare(new Uint8Array(Buffer.from(IMPOSSIBLE, 'hex')));
const batch = BATCH_HASHES / kernel.hashesPerNonce;
let nonce = 0;
checkWarmUp(start);
while (wallClock() < start) nonce += kernel.scan(nonce, batch);

const first = nonce;
const usage = countUsage();
const end = wallClock() + Number(values.seconds) * 1000;
while (wallClock() < end) nonce += kernel.scan(nonce, batch);
const used = usage();
console.log(JSON.stringify({ hashes: (nonce - first) * kernel.hashesPerNonce, ...used }));
