import { EngineMiner } from '../../../dist/engine/miner.js';
import { nodePlatform } from '../../../dist/engine/node-platform.js';
import type { MinerOptions } from '../../../dist/engine/options.js';
import { PiscinaPool } from '../../../dist/engine/piscina-pool.js';
import type { Platform } from '../../../dist/engine/platform.js';

/** A miner on Node's platform with some of it replaced, and no cache. */
export function minerOn(platform: Partial<Platform>, options: MinerOptions = {}): Promise<EngineMiner> {
  return EngineMiner.create({ ...nodePlatform, ...platform }, { cache: false, threads: 2, ...options });
}

/** A miner whose workers load another file. */
export function minerWith(workerFile: URL, options: MinerOptions = {}): Promise<EngineMiner> {
  const createPool: Platform['createPool'] = async (threads, modules) =>
    new PiscinaPool({ threads, modules, workerFile });
  return minerOn({ createPool }, options);
}
