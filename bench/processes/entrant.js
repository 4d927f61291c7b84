/**
 * One entrant of bench/kernels.js, in a process of its own: proves itself, warms up, and hashes a slice whenever it is
 * told to. Told 0, it proves itself again and ends.
 */
import { once } from 'node:events';
import { Bench } from 'tinybench';
import { checkFound, WINDOW } from '../support/block.js';
import { cpuClock } from '../support/clock.js';
import { contestants } from '../support/contestants.js';

/** Long enough for V8's optimised code, which comes after 20–270 ms of work. */
const WARM_UP_MILLISECONDS = 1000;
/** What the engine's own batches aim at. */
const BATCH_MILLISECONDS = 2.5;

const [, , name] = process.argv;
const entrant = (await contestants()).find((contestant) => contestant.name === name);
if (entrant === undefined) throw new RangeError(`Expected a contestant's name, got ${name}`);
const { step, search } = entrant;

prove();
const count = warmUp();
let nonce = 0;
process.send?.('ready');
for (;;) {
  const [milliseconds] = await once(process, 'message');
  if (milliseconds === 0) break;
  process.send?.(slice(milliseconds));
}
prove();
process.disconnect();

/** Exactly the known nonce must come out, before V8 has optimised the code and afterwards. */
function prove() {
  checkFound(String(name), search(WINDOW.start, WINDOW.end - WINDOW.start + 1));
}

/** @returns how many hashes take about as long as one of the engine's batches */
function warmUp() {
  const end = performance.now() + WARM_UP_MILLISECONDS;
  let size = step;
  while (performance.now() < end) {
    const began = performance.now();
    search(0, size);
    const ideal = (size / Math.max(performance.now() - began, 0.001)) * BATCH_MILLISECONDS;
    size = Math.max(1, Math.round(Math.min(ideal, size * 2) / step)) * step;
  }
  return size;
}

function batch() {
  if (nonce + count > 2 ** 32) nonce = 0;
  search(nonce, count);
  nonce += count;
}

/** @param {number} time in milliseconds */
function slice(time) {
  const options = { time, iterations: 1, now: cpuClock, warmup: false, throws: true };
  const cpu = cpuClock();
  const began = performance.now();
  const result = new Bench(options).add(String(name), batch).runSync()[0]?.result;
  const share = (cpuClock() - cpu) / (performance.now() - began);
  if (result?.state !== 'completed') throw new Error(`tinybench did not complete ${name}`);
  return { rate: count / (result.latency.mean / 1000), share };
}
