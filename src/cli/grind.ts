import { HEADER_SIZE } from '../bitcoin/header-fields.js';
import { InputError } from '../errors.js';
import { grind } from '../node/grind.js';
import { commandPlatform } from './command-platform.js';
import { EXIT } from './exit-codes.js';
import type { Output } from './output.js';

/** How `bitcoin-util grind` ends when it fails (Bitcoin Core, src/bitcoin-util.cpp): exit 1, one of these lines on stderr. */
const FAILURES = {
  arguments: 'Must specify block header to grind',
  header: 'Could not decode block header',
  target: 'Could not satisfy difficulty target',
} as const;

/** Core reads a header from the front of the bytes, and passes over what follows it. */
const HEADER = /^(?:[0-9a-f]{2}){80,}$/i;

/**
 * `mine-wasm grind <header>`, `mine-wasm-grind <header>`: stands in for `bitcoin-util grind`, whose words and exit codes
 * others depend on: Core's contrib/signet/miner calls it as its --grind-cmd. @returns the exit code
 */
export async function grindCommand(words: readonly string[], output: Output): Promise<number> {
  const [hex] = words;
  if (hex === undefined || words.length !== 1) return fail('arguments');
  if (!HEADER.test(hex)) return fail('header');
  try {
    const solved = await grind(hex.slice(0, 2 * HEADER_SIZE), {}, commandPlatform);
    if (solved === undefined) return fail('target');
    await output.result(solved.toHex());
    return EXIT.found;
  } catch (error) {
    if (error instanceof InputError && error.code === 'ERR_INVALID_TARGET') return fail('target');
    throw error;
  }
}

function fail(reason: keyof typeof FAILURES): number {
  process.stderr.write(`${FAILURES[reason]}\n`);
  return EXIT.notFound;
}
