import { expect, it } from 'vitest';
import { nodePlatform } from '../../dist/engine/node-platform.js';
import type { Platform } from '../../dist/engine/platform.js';
import { minerOn } from './support/platform.js';

/** 76 bytes that nonce 819, and none below it, solves for bits 1e3ea75f: 268,000 hashes are to be expected. */
const HEADER = `00000020${'00'.repeat(32)}d0000000${'00'.repeat(28)}2a00006a5fa73e1e`;

/** A miner, and whether it has started a pool. */
async function watched() {
  let pools = 0;
  const createPool: Platform['createPool'] = (threads, modules) => {
    pools++;
    return nodePlatform.createPool(threads, modules);
  };
  const miner = await minerOn({ createPool });
  return { miner, pools: () => pools };
}

it('of 268,000 expected hashes begins on the calling thread, whatever the interval', async () => {
  const { miner, pools } = await watched();
  const result = await miner.search({ header: HEADER });
  expect(result).toMatchObject({ status: 'found', solution: { nonce: 819 } });
  expect(pools()).toBe(0);
  await miner.close();
});

it('of many more begins on a pool', async () => {
  const { miner, pools } = await watched();
  const result = await miner.search({ header: HEADER, target: 1n, nonceRange: { start: 0, end: 600_000 } });
  expect(result.status).toBe('exhausted');
  expect(pools()).toBe(1);
  await miner.close();
});
