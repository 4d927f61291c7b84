import { Header, type HeaderInput } from '../bitcoin/header.js';
import { EngineMiner } from '../engine/miner.js';
import { nodePlatform } from '../engine/node-platform.js';
import type { Platform } from '../engine/platform.js';
import type { GrindOptions } from './grind-options.js';

/** See the function of that name in src/index.ts, which loads this one. The command's platform packs vectors. */
export async function grind(
  header: HeaderInput,
  options: GrindOptions = {},
  platform: Platform = nodePlatform,
): Promise<Header | undefined> {
  const given = Header.from(header);
  const target = given.target();
  const miner = await EngineMiner.create(platform, options);
  try {
    const { signal } = options;
    const result = await miner.search({ header: given.toBytes(), target, signal });
    return result.status === 'found' ? given.withNonce(result.solution.nonce) : undefined;
  } finally {
    await miner.close();
  }
}
