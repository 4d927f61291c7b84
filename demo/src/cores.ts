import { MOST_THREADS } from './engine.js';

/** How many threads this machine may be given: as many as the browser says it has cores, and the engine takes. */
export function mostThreads(reported: number | undefined = navigator.hardwareConcurrency): number {
  return Math.min(Math.max(1, reported || 1), MOST_THREADS);
}

/** Half of them, so that the machine stays pleasant to use. */
export function usualThreads(most: number = mostThreads()): number {
  return Math.max(1, Math.floor(most / 2));
}
