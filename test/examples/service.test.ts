import { expect, test } from 'vitest';
import { Running } from '../cli/command.js';
import { coreAnswer } from '../node/block/templates.js';
import { type Behaviour, FakeNode, result } from '../node/support/fake-node.js';
import { example } from './examples.js';

/** A difficulty at which nothing will be found while the test runs: Bitcoin's in 2024. */
const HARD = { bits: '1703a30c', target: undefined };

const REQUESTS = 500;

/** A node whose long polls wait for ever. */
const node: Behaviour = (response, asked) => {
  const [request] = asked.params as { longpollid?: string }[];
  if (request?.longpollid !== undefined) return;
  const info = { chain: 'regtest', blocks: 100, bestblockhash: coreAnswer().previousblockhash };
  result(asked.method === 'getblockchaininfo' ? info : coreAnswer(HARD))(response, asked);
};

interface Answer {
  readonly mining: boolean;
  readonly hashes: number;
  /** In milliseconds. */
  readonly eventLoopDelay: { readonly median: number; readonly p99: number };
}

test('a service that mines answers every request', async ({ annotate }) => {
  const { url } = await FakeNode.start(node);
  const service = new Running(process.execPath, [example('service'), '51', url], { PORT: '0' });
  await service.shows('stdout', /\n/);
  const ask = async (method = 'GET'): Promise<Answer> => {
    const response = await fetch(service.stdout.trim(), { method });
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  };

  /** Asks one by one. @returns the last answer */
  const askOften = async (): Promise<Answer> => {
    const began = performance.now();
    let answer = await ask();
    for (let i = 1; i < REQUESTS; i++) answer = await ask();
    const { mining, eventLoopDelay } = answer;
    const rate = (1000 * REQUESTS) / (performance.now() - began);
    const [median, p99] = [eventLoopDelay.median, eventLoopDelay.p99].map((value) => value.toFixed(2));
    const what = mining ? 'mining' : 'idle';
    await annotate(`${what}: ${rate.toFixed(0)} requests/s, event loop ${median} ms late (p99 ${p99} ms)`);
    return answer;
  };

  expect(await askOften()).toMatchObject({ mining: false, hashes: 0 });
  expect(await ask('POST')).toMatchObject({ mining: true });
  let before = await ask();
  while (before.hashes === 0) before = await ask();
  const after = await askOften();
  expect(after.mining).toBe(true);
  expect(after.hashes).toBeGreaterThan(before.hashes);
  expect(await ask('DELETE')).toMatchObject({ mining: false });
});
