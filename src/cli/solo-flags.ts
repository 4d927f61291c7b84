import { KERNEL_NAMES, type KernelName } from '../engine/kernel-names.js';
import { MOST_THREADS } from '../engine/options.js';
import { alternatives } from '../errors.js';
import type { SoloOptions } from '../node/solo/solo-options.js';
import { FlagError, parseBitMask, parseCelsius, parseChoice, parseInteger, parsePositive } from './flags.js';
import type { OutputFlags } from './output.js';

/** A password on a command line can be read by every user of the machine. */
const PASSWORD_VARIABLE = 'MINE_WASM_RPC_PASSWORD';

/** The solo command's flags as they were typed. */
export interface SoloFlags extends OutputFlags {
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  readonly cookie?: string;
  readonly address?: string;
  readonly script?: string;
  readonly blocks?: string;
  readonly tag?: string;
  readonly versionMask?: string;
  readonly threads?: string;
  readonly kernel?: string;
  readonly throttle?: string;
  readonly maxTemp?: string;
  readonly refresh?: string;
  readonly journal?: string;
}

/** The same flags as help shows them. */
export const SOLO_OPTIONS: readonly (readonly [flag: string, description: string])[] = [
  ['--url <url>', "the node's RPC (default: http://127.0.0.1:8332)"],
  ['--user <name>', 'RPC user'],
  ['--password <text>', `RPC password; better in the environment, ${PASSWORD_VARIABLE}`],
  ['--cookie <file>', "the node's cookie file, instead of user and password"],
  ['--address <address>', 'who gets the reward: base58, bech32 or bech32m'],
  ['--script <hex>', 'the same as an output script'],
  ['--blocks <n>', 'end after so many accepted blocks (default: never)'],
  ['--tag <text>', 'text for the coinbase'],
  ['--version-mask <hex>', 'roll these version bits too, as far as the template allows'],
  ['--threads <n>', 'worker threads (default: all that this process may use)'],
  ['--kernel <name>', `${alternatives(['auto', ...KERNEL_NAMES])} (default: auto, the fastest here)`],
  ['--throttle <percent>', 'share of the time that each thread works (default: 100)'],
  ['--max-temp <°C>', 'pause above this temperature, go on 5 °C below it (default: never)'],
  ['--refresh <s>', 'ask for a template at least every so many seconds (default: 30)'],
  [
    '--journal <folder>',
    "where found blocks are kept until the node has answered (default: the user's state folder)",
  ],
];

/** Which flag sets which option of the library. */
export const SOLO_FLAG_OF_OPTION: Readonly<Record<string, string>> = {
  url: '--url',
  user: '--user',
  password: '--password',
  cookieFile: '--cookie',
  payout: '--address',
  tag: '--tag',
  chain: '--url',
  blocks: '--blocks',
  refresh: '--refresh',
  journal: '--journal',
};

/** What they ask for. */
export interface SoloRequest {
  readonly options: Omit<SoloOptions, 'onEvent'>;
  readonly blocks: number | undefined;
  /** °C above which it pauses. */
  readonly maxCelsius: number | undefined;
}

/** The password, and where it was given: the flag, the URL, or the environment, of which the first counts. */
export function passwordOf(
  { password, cookie, url }: SoloFlags,
  env: NodeJS.ProcessEnv = process.env,
): { readonly source?: string; readonly password?: string } {
  if (password !== undefined) return { source: '--password', password };
  // In the URL it stays there.
  if (url !== undefined && URL.canParse(url) && new URL(url).password !== '') return { source: '--url' };
  const kept = env[PASSWORD_VARIABLE];
  // It goes with a user; it must not stand in the way of a cookie file.
  return kept === undefined || cookie !== undefined ? {} : { source: PASSWORD_VARIABLE, password: kept };
}

/** @throws FlagError naming the flag, what was expected and what came */
export function parseSoloFlags(flags: SoloFlags, env: NodeJS.ProcessEnv = process.env): SoloRequest {
  const { address, script } = flags;
  if (address === undefined && script === undefined) {
    throw new FlagError(
      '--address',
      'expected an address, or --script, got none of them',
      'ERR_INVALID_PAYOUT',
    );
  }
  if (address !== undefined && script !== undefined) {
    throw new FlagError('--script', 'expected only one of --address and --script, got both');
  }
  if (script !== undefined && !/^([0-9a-f]{2})+$/i.test(script)) {
    const message = `expected whole bytes of hex, got ${JSON.stringify(script)}`;
    throw new FlagError('--script', message, 'ERR_INVALID_PAYOUT');
  }
  const { threads, throttle, refresh, versionMask, blocks, maxTemp } = flags;
  return {
    options: {
      url: flags.url,
      user: flags.user,
      password: passwordOf(flags, env).password,
      cookieFile: flags.cookie,
      payout: (address ?? script)!,
      tag: flags.tag,
      journal: flags.journal,
      kernel: parseChoice<KernelName | 'auto'>('--kernel', flags.kernel ?? 'auto', ['auto', ...KERNEL_NAMES]),
      threads: threads === undefined ? undefined : parseInteger('--threads', threads, 1, MOST_THREADS),
      throttle: throttle === undefined ? undefined : parsePositive('--throttle', throttle, 100),
      refresh: refresh === undefined ? undefined : parsePositive('--refresh', refresh, 3600),
      versionMask: versionMask === undefined ? undefined : parseBitMask('--version-mask', versionMask),
    },
    maxCelsius: maxTemp === undefined ? undefined : parseCelsius('--max-temp', maxTemp),
    blocks: blocks === undefined ? undefined : parseInteger('--blocks', blocks, 1, Number.MAX_SAFE_INTEGER),
  };
}
