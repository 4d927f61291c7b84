import { MOST_THREADS } from './options.js';

/** How many threads a browser has for a miner: as many as it says that there are cores, and the engine takes. */
export function hardwareThreads(reported: number | undefined = navigator.hardwareConcurrency): number {
  return Math.min(Math.max(1, reported || 1), MOST_THREADS);
}
