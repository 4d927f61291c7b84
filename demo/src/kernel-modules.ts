import { type BrowserKernelName, type BrowserMinerOptions, compileWasm, kernelSource } from './engine.js';
import { KERNEL_SETTINGS } from './settings.js';

/** What is compiled, or on its way. */
const modules = new Map<BrowserKernelName, Promise<WebAssembly.Module>>();

/**
 * Kernels for a miner of this page: each is fetched and compiled once, so that a change of settings needs no network. One that can't be had is
 * left out: the engine tries it again when it needs it, and tells.
 * @param kernel the one that is needed, or `auto` for all
 */
export async function fetchKernels(
  kernel: BrowserMinerOptions['kernel'] = 'auto',
): Promise<Partial<Record<BrowserKernelName, WebAssembly.Module>>> {
  const names = KERNEL_SETTINGS.filter((name) => name !== 'auto');
  const needed = names.filter((name) => kernel === 'auto' || kernel === name);
  const loaded = await Promise.allSettled(needed.map(load));
  return Object.fromEntries(
    loaded.flatMap((outcome, at) => (outcome.status === 'fulfilled' ? [[needed[at]!, outcome.value]] : [])),
  );
}

function load(name: BrowserKernelName): Promise<WebAssembly.Module> {
  let module = modules.get(name);
  if (module === undefined) {
    module = compileWasm(name, kernelSource(name));
    modules.set(name, module);
    module.catch(() => modules.delete(name));
  }
  return module;
}
