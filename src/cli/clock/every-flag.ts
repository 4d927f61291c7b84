import { parseDuration } from '../bench/bench-flags.js';

/** A tick has some 3 ms of overhead; below this there would be little else. */
const SHORTEST = 0.01;
const LONGEST = 7 * 86_400;

/** The seconds of `--every`: `10s`, `0.5`, `5m`. @throws FlagError */
export function parseEvery(text: string): number {
  return parseDuration('--every', text, LONGEST, SHORTEST);
}
