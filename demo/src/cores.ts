import { hardwareThreads } from './engine.js';

/** Half of the threads that there are, so that the machine stays pleasant to use. */
export function usualThreads(most: number = hardwareThreads()): number {
  return Math.max(1, Math.floor(most / 2));
}
