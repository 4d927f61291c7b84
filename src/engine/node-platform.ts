import { availableThreads } from './available-threads.js';
import { readCachedChoices, writeCachedChoices } from './choice-cache.js';
import { readKernelFile } from './kernel-files.js';
import type { Platform } from './platform.js';
import { packsVectors } from './wide-vectors.js';

/** Node.js: kernels from the package's files, threads by piscina. */
export const nodePlatform: Platform = {
  readKernel: readKernelFile,
  availableThreads,
  async createPool(threads, modules) {
    // Loaded when a search is long enough to need it: a short one starts in half the time.
    const { PiscinaPool } = await import('./piscina-pool.js');
    return new PiscinaPool({ threads, modules });
  },
  // For the process that started it to say: the flag is V8's, experimental, and not only ours.
  canPackVectors: packsVectors,
  arePacked: packsVectors,
  packVectors() {},
  readChoices: readCachedChoices,
  writeChoices: writeCachedChoices,
};
