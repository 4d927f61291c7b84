import { wallClock } from './clock.js';

/** V8's optimised code comes after 20–270 ms of work. */
const WARM_UP = 1000;
/** A process needs 0.2 s to start, and up to this long when the machine is busy. */
const START_UP = 2000;

/** The moment at which processes that are started now are to begin what is timed. */
export function startMoment() {
  return wallClock() + START_UP + WARM_UP;
}

/**
 * To be called when the warm-up begins.
 * @param {number} start the moment at which it ends
 */
export function checkWarmUp(start) {
  const left = start - wallClock();
  if (!(left >= WARM_UP)) {
    throw new Error(`Expected at least ${WARM_UP} ms to warm up, got ${Math.round(left)} ms`);
  }
}
