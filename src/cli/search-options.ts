import { KERNEL_NAMES } from '../engine/kernel-names.js';
import { alternatives } from '../errors.js';
import type { OutputFlags } from './output.js';
import type { SearchFlags } from './search-flags.js';

/** The search command's flags, as its help shows them. */
export const SEARCH_OPTIONS: readonly (readonly [flag: string, description: string])[] = [
  ['--header <hex>', 'block header, serialised: 76 bytes, or 80 whose nonce is ignored'],
  ['--target <hex>', 'highest hash that counts, big-endian; fewer than 64 digits are padded on the left'],
  ['--bits <hex>', 'target in compact form, as 1d00ffff'],
  ['--difficulty <n>', "target by difficulty; default: the header's own bits"],
  ['--nonce-start <n>', 'first nonce, decimal or 0x… (default: 0)'],
  ['--nonce-end <n>', 'last nonce, inclusive (default: 4294967295)'],
  ['--version-mask <hex>', 'roll these version bits too; BIP 320 gives miners 1fffe000 (default: none)'],
  ['--threads <n>', 'worker threads (default: all that this process may use)'],
  ['--kernel <name>', `${alternatives(['auto', ...KERNEL_NAMES])} (default: auto, the fastest here)`],
  ['--throttle <percent>', 'share of the time that each thread works (default: 100)'],
  ['--max-temp <°C>', 'pause above this temperature, go on 5 °C below it (default: never)'],
  ['--order <order>', 'first found, or lowest nonce (default: first)'],
  ['--all', 'print every solution of the interval'],
  ['--timeout <s>', 'give up after so many seconds'],
  ['--resume <file>', 'keep the state of the search in this file, and go on from it'],
  ['--json', 'one JSON object a line'],
  ['--quiet', 'nothing on stderr but errors'],
  ['--no-color', 'no colours'],
];

/**
 * Reads a command line that is nothing but a search's flags and their values, as commander would read it. Loading
 * commander takes as long as a hundred thousand hashes.
 * @returns undefined for anything else: other commands, help, `--flag=value`, faults; those are commander's
 */
export function readPlainSearch(args: readonly string[]): (SearchFlags & OutputFlags) | undefined {
  const flags: Record<string, string | boolean> = { color: true };
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const known = SEARCH_OPTIONS.find(([flag]) => flag.split(' ')[0] === word)?.[0];
    if (known === undefined) return undefined;
    const isOff = word.startsWith('--no-');
    const name = (isOff ? word.slice('--no-'.length) : word.slice('--'.length)).replace(
      /-(.)/g,
      (_, letter) => letter.toUpperCase(),
    );
    const value = known.includes(' ') ? rest.shift() : !isOff;
    if (value === undefined || (typeof value === 'string' && value.startsWith('-'))) return undefined;
    flags[name] = value;
  }
  return args.length === 0 ? undefined : flags;
}
