// Searches by the public library, one after the other on one miner.
import diagnostics from 'node:diagnostics_channel';
import { createMiner } from 'mine-wasm';
import { answer, readRequest } from './request.js';

/**
 * @typedef {import('mine-wasm').SearchOptions} SearchOptions
 * @typedef {Omit<SearchOptions, 'order'> & { order: 'first' | 'lowest' | 'all', stopAt?: number }} WireSearch
 *   `stopAt`: to be aborted when so many nonces are searched
 */

let threads = 0;
diagnostics.subscribe('worker_threads', () => threads++);

/** @type {{ miner: import('mine-wasm').MinerOptions, searches: WireSearch[] }} */
const request = await readRequest();
const miner = await createMiner({ cache: false, ...request.miner });

/** @param {WireSearch} search */
async function run({ order, stopAt = Infinity, ...search }) {
  const controller = new AbortController();
  const options = {
    ...search,
    signal: controller.signal,
    progressInterval: 10,
    /** @param {import('mine-wasm').SearchProgress} progress */
    onProgress: ({ hashes }) => hashes >= stopAt && controller.abort(),
  };
  if (order !== 'all') {
    const result = await miner.search({ ...options, order });
    return { ...result, found: result.status === 'found' ? [result.solution] : [] };
  }
  const stream = miner.solutions(options);
  const found = [];
  for await (const solution of stream) found.push(solution);
  return { ...(await stream.result), found };
}

const results = [];
for (const search of request.searches) results.push(await run(search));
await miner.close();
answer({ threads, kernels: miner.kernels, results });
