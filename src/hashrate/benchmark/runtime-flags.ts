import { PACK_FLAG } from '../../engine/wide-vectors.js';

/** A flag's name, and its value where that is a number: any other could be an address, a path, or a name. */
const FLAG = /^(--[\w-]+)(=\d+)?/;

/**
 * The flags of Node and V8 that were set from outside, or by the command itself; of their values, numbers alone.
 * @param isPacked whether V8 was told to pack vectors in the meantime
 */
export function runtimeFlags(
  isPacked: boolean,
  { execArgv = process.execArgv, options = process.env.NODE_OPTIONS ?? '' } = {},
): string[] {
  const words = [...execArgv, ...options.split(/\s+/), ...(isPacked ? [PACK_FLAG] : [])];
  const flags = words.flatMap((word) => {
    const [whole, name] = FLAG.exec(word) ?? [];
    return whole === word ? [word] : (name ?? []);
  });
  return [...new Set(flags)].slice(0, 50);
}
