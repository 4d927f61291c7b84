import { alternatives, InputError } from '../errors.js';
import type { KernelName } from './kernel-names.js';
import { checkObject, checkSignal, type MinerOptions } from './options.js';
import type { WasmSource } from './wasm-source.js';

/** The kernels that browsers have: V8's flag that makes `wide` worth while is not theirs to set. */
export const BROWSER_KERNELS = ['simd', 'scalar', 'rolling'] as const satisfies readonly KernelName[];

export type BrowserKernelName = (typeof BROWSER_KERNELS)[number];

export interface BrowserMinerOptions extends Pick<MinerOptions, 'throttle'> {
  /** Web workers, 1 … 256. Default: as many as the browser says it has cores (navigator.hardwareConcurrency). */
  readonly threads?: number | undefined;
  /** Default `auto`: the fastest here, by measurement. */
  readonly kernel?: BrowserKernelName | 'auto' | undefined;
  /**
   * Kernels from elsewhere: compiled modules, bytes, or addresses (a relative one is relative to the page). Default: the
   * package's own. An address is fetched when a search first needs that kernel.
   */
  readonly wasm?: { readonly [Name in BrowserKernelName]?: WasmSource | undefined } | undefined;
  /**
   * The worker's script (dist/browser/worker.js of this package, at an address of the page's own origin), or what starts
   * such a worker. Default: the package's own.
   */
  readonly worker?: URL | string | (() => Worker) | undefined;
  /**
   * Ends createMiner() while the kernel is being fetched: it rejects with the signal's reason, as fetch() does. Afterwards it changes
   * nothing; `close()` and the searches' own signals do.
   */
  readonly signal?: AbortSignal | undefined;
}

/** @throws InputError naming the option at fault */
export function checkBrowserOptions(options: BrowserMinerOptions) {
  const { kernel, wasm = {}, worker, signal } = checkObject(options, 'options');
  if (kernel !== undefined && kernel !== 'auto' && !isBrowserKernel(kernel)) {
    throw new InputError('ERR_INVALID_OPTION', 'kernel', alternatives(['auto', ...BROWSER_KERNELS]), kernel);
  }
  for (const [name, source] of Object.entries(checkObject(wasm, 'wasm'))) {
    if (!isBrowserKernel(name)) {
      throw new InputError(
        'ERR_INVALID_OPTION',
        'wasm',
        `an object of ${alternatives(BROWSER_KERNELS)}`,
        name,
      );
    }
    if (source !== undefined && !isWasmSource(source)) {
      const expected = 'a WebAssembly.Module, an ArrayBuffer, a Uint8Array, a URL or a string';
      throw new InputError('ERR_INVALID_OPTION', `wasm.${name}`, expected, source);
    }
  }
  const isWorker = isAddress(worker) || typeof worker === 'function';
  if (worker !== undefined && !isWorker) {
    const expected = 'a URL, a string or a function that starts a Worker';
    throw new InputError('ERR_INVALID_OPTION', 'worker', expected, worker);
  }
  checkSignal(signal);
  return { wasm, worker };
}

function isBrowserKernel(name: unknown): name is BrowserKernelName {
  return (BROWSER_KERNELS as readonly unknown[]).includes(name);
}

function isAddress(value: unknown): value is URL | string {
  return value instanceof URL || (typeof value === 'string' && value !== '');
}

function isWasmSource(value: unknown): value is WasmSource {
  return (
    isAddress(value) ||
    value instanceof WebAssembly.Module ||
    value instanceof ArrayBuffer ||
    value instanceof Uint8Array
  );
}
