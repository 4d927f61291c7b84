import { MAX_U32 } from '../bitcoin/check.js';
import { HeaderTemplate } from '../bitcoin/header-template.js';
import { KERNEL_NAMES, type KernelName } from '../engine/kernel-names.js';
import { MOST_THREADS } from '../engine/options.js';
import { SearchSpace } from '../engine/search-space.js';
import {
  describePadding,
  FlagError,
  ownTarget,
  parseBitMask,
  parseCelsius,
  parseChoice,
  parseInteger,
  parsePositive,
  parseTarget,
  type TargetFlags,
} from './flags.js';
import type { OutputFlags } from './output.js';

/** The search command's flags as they were typed. */
export interface SearchFlags extends TargetFlags, OutputFlags {
  readonly header?: string;
  readonly nonceStart?: string;
  readonly nonceEnd?: string;
  readonly versionMask?: string;
  readonly threads?: string;
  readonly kernel?: string;
  readonly throttle?: string;
  readonly maxTemp?: string;
  readonly order?: string;
  readonly all?: boolean;
  readonly timeout?: string;
  readonly resume?: string;
}

/** What they ask for. */
export interface SearchRequest {
  readonly space: SearchSpace;
  readonly threads?: number | undefined;
  readonly kernel: KernelName | 'auto';
  readonly throttle: number;
  /** °C above which it pauses. */
  readonly maxCelsius?: number | undefined;
  readonly timeout?: number | undefined;
  readonly resume?: string | undefined;
  /** What was taken otherwise than it was written. */
  readonly notes: readonly string[];
}

/** @throws FlagError naming the flag, what was expected and what came */
export function parseSearchFlags(flags: SearchFlags): SearchRequest {
  if (flags.header === undefined) {
    throw new FlagError(
      '--header',
      'expected a block header of 76 or 80 bytes in hex, got none (see --help)',
      'ERR_INVALID_HEADER',
    );
  }
  if (flags.all && flags.order !== undefined) {
    throw new FlagError('--all', 'expected without --order, got both: --all takes every solution');
  }
  const start = parseNonce('--nonce-start', flags.nonceStart, 0);
  const end = parseNonce('--nonce-end', flags.nonceEnd, MAX_U32);
  if (start > end) {
    throw new FlagError('--nonce-end', `expected at least --nonce-start, ${start}, got ${end}`);
  }
  if (flags.resume === '') throw new FlagError('--resume', 'expected the path of a file, got ""');
  const order =
    flags.order === undefined ? 'first' : parseChoice('--order', flags.order, ['first', 'lowest']);
  const padding = flags.target === undefined ? undefined : describePadding(flags.target);
  const versionMask = flags.versionMask === undefined ? 0 : parseBitMask('--version-mask', flags.versionMask);
  const template = HeaderTemplate.from(flags.header, { nonceRange: { start, end }, versionMask });
  const target = parseTarget(flags) ?? ownTarget(template, '--header');
  return {
    space: new SearchSpace(template, target, flags.all ? 'all' : order),
    threads:
      flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 1, MOST_THREADS),
    kernel: parseChoice('--kernel', flags.kernel ?? 'auto', ['auto', ...KERNEL_NAMES]),
    throttle: flags.throttle === undefined ? 100 : parsePositive('--throttle', flags.throttle, 100),
    maxCelsius: flags.maxTemp === undefined ? undefined : parseCelsius('--max-temp', flags.maxTemp),
    timeout: flags.timeout === undefined ? undefined : parsePositive('--timeout', flags.timeout),
    resume: flags.resume,
    notes: padding === undefined ? [] : [padding],
  };
}

function parseNonce(flag: string, text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : parseInteger(flag, text, 0, MAX_U32);
}
