import { PACK_FLAG } from '../../engine/wide-vectors.js';

/** A flag as such, or with a plain value: no path, which could tell whose device it is. */
const PLAIN = /^--[\w-]+(=[\w.]+)?$/;

/**
 * The flags of Node and V8 that were set from outside, or by the command itself.
 * @param isPacked whether V8 was told to pack vectors in the meantime
 */
export function runtimeFlags(
  isPacked: boolean,
  { execArgv = process.execArgv, options = process.env.NODE_OPTIONS ?? '' } = {},
): string[] {
  const flags = [...execArgv, ...options.split(/\s+/), ...(isPacked ? [PACK_FLAG] : [])];
  return [...new Set(flags.filter((flag) => PLAIN.test(flag)))].slice(0, 50);
}
