/** A short search by the library, from nothing to its end. */
import { parseArgs } from 'node:util';
import { createMiner } from '../../dist/index.js';
import { BLOCK } from '../support/block.js';

const { values } = parseArgs({ options: { hashes: { type: 'string' } } });
const count = Number(values.hashes);
const miner = await createMiner();
// The block's nonce lies just behind: it must not be found, and every nonce must be counted.
const nonceRange = { start: BLOCK.nonce - count, end: BLOCK.nonce - 1 };
const { status, hashes } = await miner.search({ header: BLOCK.header, nonceRange });
if (status !== 'exhausted' || hashes !== count) {
  throw new Error(`Expected ${count} hashes without a solution, got ${status} after ${hashes}`);
}
await miner.close();
