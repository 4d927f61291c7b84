import { type BrowserMinerOptions, checkBrowserOptions } from './browser-options.js';
import type { KernelName } from './kernel-names.js';
import { kernelSource } from './kernel-urls.js';
import { MOST_THREADS } from './options.js';
import type { EnginePlatform } from './platform.js';
import { compileWasm } from './wasm-source.js';
import { startWorker } from './web-worker-file.js';
import { WebWorkerPool, type WorkerMemory } from './web-worker-pool.js';

/**
 * Browsers: kernels are fetched when a search needs them, threads are web workers.
 * @param memory for tests; default: shared where the page is cross-origin isolated
 * @throws InputError naming the option at fault
 */
export function browserPlatform(options: BrowserMinerOptions = {}, memory?: WorkerMemory): EnginePlatform {
  const { wasm, worker } = checkBrowserOptions(options);
  return {
    hasRemoteKernels: true,
    readKernel: async (name: KernelName) => {
      if (name === 'wide') throw new Error('not in browsers');
      return compileWasm(name, wasm[name] ?? kernelSource(name));
    },
    availableThreads: () => Math.min(Math.max(1, navigator.hardwareConcurrency || 1), MOST_THREADS),
    createPool: async (threads, modules) =>
      new WebWorkerPool({ threads, modules, memory, startWorker: starterOf(worker) }),
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
