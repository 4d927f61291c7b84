import { Bench } from 'tinybench';
import { cpuClock } from './clock.js';

/** @typedef {import('./contestants.js').Contestant} Contestant */
/** @typedef {{ rate: number, share: number }} Slice hashes per second of CPU time; share of the core that it had */

/** Long enough for V8's optimised code, which comes after 20–270 ms of work. */
const WARM_UP_MILLISECONDS = 1000;
/** What the engine's own batches aim at. */
const BATCH_MILLISECONDS = 2.5;

/**
 * Warms a contestant up and gets it ready to be timed in slices.
 * @param {Contestant} contestant
 */
export function startStopwatch(contestant) {
  const { name, hashesPerNonce, search } = contestant;
  const count = warmUp(contestant);
  let nonce = 0;

  function batch() {
    if (nonce + count > 2 ** 32) nonce = 0;
    search(nonce, count);
    nonce += count;
  }

  /**
   * @param {number} time in milliseconds
   * @returns {Slice}
   */
  return function slice(time) {
    const options = { time, iterations: 1, now: cpuClock, warmup: false, throws: true };
    const cpu = cpuClock();
    const began = performance.now();
    const result = new Bench(options).add(name, batch).runSync()[0]?.result;
    const share = (cpuClock() - cpu) / (performance.now() - began);
    if (result?.state !== 'completed') throw new Error(`tinybench did not complete ${name}`);
    const rate = (count * hashesPerNonce) / (result.latency.mean / 1000);
    return { rate: Math.round(rate), share: Number(share.toFixed(3)) };
  };
}

/**
 * @param {Contestant} contestant
 * @returns how many nonces take about as long as one of the engine's batches
 */
function warmUp({ step, search }) {
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
