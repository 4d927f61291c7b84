import { createMiner } from 'mine-wasm';
import { describe, expect, it } from 'vitest';

/** The genesis block's header, without its nonce. */
const header = `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d`;
const GENESIS = 2083236893;

/** 2^32 hashes last five minutes on two cores of a PC, and three times as long where others use them too. */
const PATIENCE = 2_400_000;

describe('all 2^32 nonces of the genesis block', () => {
  it('the lowest solution is the known one', { timeout: PATIENCE }, async () => {
    await using miner = await createMiner();
    const result = await miner.search({ header, order: 'lowest' });
    expect(result).toMatchObject({ status: 'found', solution: { nonce: GENESIS }, hardwareErrors: 0 });
    expect(result.hashes).toBeGreaterThan(GENESIS);
  });

  it('are searched to the end, each counted once', { timeout: PATIENCE }, async () => {
    await using miner = await createMiner();
    const stream = miner.solutions({ header });
    const nonces: number[] = [];
    for await (const { nonce } of stream) nonces.push(nonce);
    expect(nonces).toContain(GENESIS);
    expect(await stream.result).toMatchObject({ status: 'exhausted', hashes: 2 ** 32, hardwareErrors: 0 });
  });
});
