import { type BrowserMinerOptions, checkBrowserOptions } from './browser-options.js';
import { hardwareThreads } from './hardware-threads.js';
import type { KernelName } from './kernel-names.js';
import { kernelSource } from './kernel-urls.js';
import type { EnginePlatform } from './platform.js';
import { compileWasm } from './wasm-source.js';
import { startWorker } from './web-worker-file.js';
import { WebWorkerPool } from './web-worker-pool.js';

/**
 * Browsers: kernels are fetched when a search needs them, threads are web workers.
 * @throws InputError naming the option at fault
 */
export function browserPlatform(options: BrowserMinerOptions = {}): EnginePlatform {
  const { wasm, worker } = checkBrowserOptions(options);
  return {
    hasRemoteKernels: true,
    readKernel: async (name: KernelName, signal: AbortSignal) => {
      if (name === 'wide') throw new Error('not in browsers');
      return compileWasm(name, wasm[name] ?? kernelSource(name), signal);
    },
    availableThreads: () => hardwareThreads(),
    createPool: async (threads, modules) =>
      new WebWorkerPool({ threads, modules, startWorker: starterOf(worker) }),
    canPackVectors: () => false,
    arePacked: () => false,
    packVectors() {},
    // A page's storage is its owner's to fill. Without a memory a search that lasts tries the kernels out, for a second of one lane.
    readChoices: () => ({}),
    writeChoices() {},
  };
}

function starterOf(worker: BrowserMinerOptions['worker']): () => Worker {
  if (worker === undefined) return startWorker;
  if (typeof worker === 'function') return worker;
  return () => new Worker(worker, { type: 'module', name: 'mine-wasm' });
}
