import type { Miner } from './engine/api.js';
import type { BrowserMinerOptions } from './engine/browser-options.js';
import { browserPlatform } from './engine/browser-platform.js';
import { EngineMiner } from './engine/miner.js';

export * from './common-api.js';
export type { BrowserKernelName, BrowserMinerOptions } from './engine/browser-options.js';
export type {
  CommonOptions,
  SearchOptions,
  SolutionsOptions,
  Work,
} from './engine/options.js';
export type { WasmSource } from './engine/wasm-source.js';

/**
 * Makes a miner: fetches a kernel and self-tests it. Web workers start with the first search that needs them; `close()`
 * ends them.
 * @throws InputError for options; MineWasmError `ERR_KERNEL_FETCH` when the kernel can't be fetched, `ERR_NO_KERNEL` when no
 *   kernel, or not the one asked for, is usable; the reason of `options.signal` when it aborts before
 */
export async function createMiner(options: BrowserMinerOptions = {}): Promise<Miner> {
  return EngineMiner.create(browserPlatform(options), options, options.signal);
}
