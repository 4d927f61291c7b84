import { HeaderTemplate, type HeaderTemplateInput, type NonceRange } from '../bitcoin/header-template.js';
import { Target, type TargetInput } from '../bitcoin/target.js';
import type { VersionRange } from '../bitcoin/version-rolling.js';
import { alternatives, InputError } from '../errors.js';
import { isKernelName, KERNEL_NAMES, type KernelName } from './kernel-names.js';
import type { SearchProgress } from './progress.js';
import { type SearchOrder, SearchSpace } from './search-space.js';
import type { SearchState } from './search-state.js';
import { LONGEST_TIMER } from './timers.js';

/** More threads than any machine that runs this has cores; each costs some 5 MB. */
export const MOST_THREADS = 256;

export interface MinerOptions {
  /** Worker threads, 1 … 256. Default: as many as this process may keep busy (CPU affinity and cgroup quota). */
  readonly threads?: number | undefined;
  /** Default `auto`: the fastest here, by measurement. */
  readonly kernel?: KernelName | 'auto' | undefined;
  /** Per cent of the time, above 0 and up to 100, that each thread works; it rests in between. Default 100. */
  readonly throttle?: number | undefined;
  /** Whether the measured choice of a kernel is read from and kept in the user's cache directory. Default true. */
  readonly cache?: boolean | undefined;
}

/** What every kind of search takes. */
export interface CommonOptions {
  /** Ends the search early; that is a result, not an exception. */
  readonly signal?: AbortSignal | undefined;
  /** Called every `progressInterval` while the search runs. */
  readonly onProgress?: ((progress: SearchProgress) => void) | undefined;
  /** Milliseconds, from 10 on; default 250. */
  readonly progressInterval?: number | undefined;
}

/** What is searched. */
export interface Work {
  /** Hex or bytes of a serialised header (76 or 80 bytes; a nonce is ignored), its fields, or a template. */
  readonly header: HeaderTemplateInput;
  /** Hex (display order), a bigint or a Target; default: what the header's own bits demand. */
  readonly target?: TargetInput | undefined;
  /** Both ends inclusive; default all 2^32 nonces. */
  readonly nonceRange?: NonceRange | undefined;
  /**
   * Version bits that may be changed, too: every version that they allow is searched with every nonce. BIP 320 gives
   * miners 0x1fffe000, which makes 2^48 headers of one template. Default: those of the template, or none.
   */
  readonly versionMask?: number | undefined;
  /**
   * Which of these versions to search, by their numbers, both ends inclusive. Number n puts its bits, lowest first, in
   * place of those of the mask, lowest first. Default: all of them.
   */
  readonly versionRange?: VersionRange | undefined;
}

export interface SolutionsOptions extends CommonOptions, Work {
  /** Seconds after which the search ends with what it has. */
  readonly timeout?: number | undefined;
  /** The state of an earlier run of the same search, to go on from. */
  readonly resume?: SearchState | undefined;
}

export interface SearchOptions extends SolutionsOptions {
  /**
   * `first` (the default): whichever is found first. `lowest`: the lowest solving nonce, whatever the thread count. With
   * version rolling it is the lowest by 16 consecutive versions, then by nonce, then by the version among these 16.
   */
  readonly order?: 'first' | 'lowest' | undefined;
}

/** @throws InputError naming the option at fault */
export function checkMinerOptions(options: MinerOptions, available: number) {
  const {
    threads = available,
    kernel = 'auto',
    throttle = 100,
    cache = true,
  } = checkObject(options, 'options');
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    throw new InputError('ERR_INVALID_OPTION', 'threads', `an integer from 1 to ${MOST_THREADS}`, threads);
  }
  if (kernel !== 'auto' && !isKernelName(kernel)) {
    throw new InputError('ERR_INVALID_OPTION', 'kernel', alternatives(['auto', ...KERNEL_NAMES]), kernel);
  }
  if (typeof throttle !== 'number' || !(throttle > 0 && throttle <= 100)) {
    throw new InputError('ERR_INVALID_OPTION', 'throttle', 'a number above 0 and up to 100', throttle);
  }
  if (typeof cache !== 'boolean') throw new InputError('ERR_INVALID_OPTION', 'cache', 'a boolean', cache);
  return { threads, kernel, duty: throttle / 100, cache };
}

/** @throws InputError naming the option at fault */
export function checkWork(work: Work, order: SearchOrder): SearchSpace {
  const { header, target, nonceRange, versionMask, versionRange } = work;
  const template = HeaderTemplate.from(header, { nonceRange, versionMask, versionRange });
  return new SearchSpace(template, target === undefined ? template.target() : Target.from(target), order);
}

/** @throws InputError naming the option at fault */
export function checkCommon(options: CommonOptions & { timeout?: number | undefined }) {
  const { signal, onProgress, progressInterval = 250, timeout } = options;
  checkSignal(signal);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new InputError('ERR_INVALID_OPTION', 'onProgress', 'a function', onProgress);
  }
  if (
    typeof progressInterval !== 'number' ||
    !(progressInterval >= 10 && progressInterval <= LONGEST_TIMER)
  ) {
    throw new InputError(
      'ERR_INVALID_OPTION',
      'progressInterval',
      `a number of milliseconds from 10 to ${LONGEST_TIMER}`,
      progressInterval,
    );
  }
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0)) {
    throw new InputError('ERR_INVALID_OPTION', 'timeout', 'a number of seconds above 0', timeout);
  }
  return { signal, onProgress, progressInterval, timeout };
}

/** @throws InputError unless `signal` is one, or left out */
export function checkSignal(signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new InputError('ERR_INVALID_OPTION', 'signal', 'an AbortSignal', signal);
}

/** @throws InputError unless `order` is one that a search for one solution knows */
export function checkOrder(order: unknown = 'first'): 'first' | 'lowest' {
  if (order === 'first' || order === 'lowest') return order;
  throw new InputError('ERR_INVALID_OPTION', 'order', 'first or lowest', order);
}

/** @throws InputError unless `templates` can be iterated */
export function checkTemplates(templates: unknown): void {
  const isObject = typeof templates === 'object' && templates !== null;
  if (isObject && (Symbol.asyncIterator in templates || Symbol.iterator in templates)) return;
  throw new InputError('ERR_INVALID_OPTION', 'templates', 'an iterable of templates', templates);
}

/** @throws InputError unless `value` is an object */
export function checkObject<T extends object>(value: T, option: string): T {
  if (typeof value === 'object' && value !== null) return value;
  throw new InputError('ERR_INVALID_OPTION', option, 'an object', value);
}
