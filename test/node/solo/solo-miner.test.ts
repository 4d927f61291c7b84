import { getEventListeners } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
// Built: the engine's threads run no TypeScript.
import { createSoloMiner, type SoloEvent, type SoloOptions } from '../../../dist/index.js';
import { BlockJournal } from '../../../src/node/solo/block-journal.js';
import { transaction } from '../block/templates.js';
import { result } from '../support/fake-node.js';
import { cutAfter, half, LASTING, PASSING, RegtestNode, silence } from '../support/regtest-node.js';
import { blockOf } from '../support/solved-block.js';

/** What no test finds a block for: difficulty 1. */
const HARD = { bits: '1d00ffff', target: undefined };

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-solo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A miner for a node, and what it tells. */
async function minerFor(node: RegtestNode, options: Partial<SoloOptions> = {}) {
  const events: SoloEvent[] = [];
  const journal = temporaryFolder();
  const miner = await createSoloMiner({
    url: node.url,
    payout: '51',
    threads: 1,
    kernel: 'simd',
    cache: false,
    journal,
    onEvent: (event) => {
      events.push(event);
      node.look();
    },
    ...options,
  });
  const troubles = () => events.filter((event) => event.type === 'trouble').map(({ message }) => message);
  return { miner, events, journal, troubles };
}

test('mines so many blocks, every one accepted', async () => {
  const node = await RegtestNode.start();
  node.transactions = [transaction(1), transaction(2, true)];
  const { miner, events, journal, troubles } = await minerFor(node, { tag: 'by a test' });
  expect(miner.status).toMatchObject({ hashes: 0, seconds: 0, height: undefined });
  // From 17 on the height is pushed another way.
  const status = await miner.run({ blocks: 20 });
  expect(node.height).toBe(20);
  expect(node.submitted.map(({ answer }) => answer)).toEqual(Array(20).fill(null));
  expect(status).toMatchObject({ found: 20, accepted: 20, stale: 0, rejected: 0 });
  expect(status.hashes).toBeGreaterThanOrEqual(20);
  expect(miner.status).toEqual(status);
  expect(readdirSync(journal)).toEqual([]);
  expect(troubles()).toEqual([]);

  expect(events[0]).toEqual({ type: 'start', chain: 'regtest', height: 0, threads: 1 });
  const heights = (type: string) =>
    events.flatMap((event) => (event.type === type && 'height' in event ? [event.height] : []));
  const all = Array.from({ length: 20 }, (_, index) => index + 1);
  expect(heights('found')).toEqual(all);
  // The node's long poll may bring the next block's work before the answer to a block has been read.
  expect(heights('answer').sort((a, b) => a! - b!)).toEqual(all);
  expect([...new Set(heights('template'))]).toEqual(all);
  expect(node.accepted.every(({ hex }) => hex.includes(Buffer.from('by a test').toString('hex')))).toBe(true);
});

test('runs again after a run, but not two at once', async () => {
  const node = await RegtestNode.start();
  const { miner } = await minerFor(node);
  const first = miner.run({ blocks: 2 });
  await expect(miner.run()).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'run' });
  expect(await first).toMatchObject({ accepted: 2 });
  expect(await miner.run({ blocks: 3 })).toMatchObject({ found: 3, accepted: 3 });
  expect(node.height).toBe(5);
});

test.for([[0], [-1], [1.5], [Number.NaN], ['3']])('%s is no number of blocks', async ([blocks]) => {
  const { miner } = await minerFor(await RegtestNode.start());
  await expect(miner.run({ blocks: blocks as number })).rejects.toMatchObject({ option: 'blocks' });
});

describe('what the user has to mend ends it', () => {
  test.for(Object.entries(LASTING))('the node %s', async ([, [behaviour, word]]) => {
    const node = await RegtestNode.start();
    node.always('getblockchaininfo', behaviour);
    const { miner } = await minerFor(node);
    await expect(miner.run()).rejects.toMatchObject({
      temporary: false,
      message: expect.stringMatching(word),
    });
    expect(node.asked).toHaveLength(1);
  });

  test.for([
    ['another chain', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'ERR_WRONG_CHAIN', 'payout'],
    ['nobody', 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'ERR_INVALID_PAYOUT', 'payout'],
  ] as const)('an address of %s', async ([, payout, code, option]) => {
    const node = await RegtestNode.start();
    const { miner } = await minerFor(node, { payout });
    await expect(miner.run()).rejects.toMatchObject({ code, option });
    expect(node.count('getblocktemplate')).toBe(0);
  });

  test('a chain that is none of those known', async () => {
    const node = await RegtestNode.start();
    node.chain = 'simnet';
    await expect((await minerFor(node)).miner.run()).rejects.toMatchObject({ option: 'chain' });
  });

  test('a folder that can not be made', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '');
    const node = await RegtestNode.start();
    const { miner } = await minerFor(node, { journal: join(path, 'blocks') });
    await expect(miner.run()).rejects.toMatchObject({ code: 'ERR_JOURNAL' });
    expect(node.asked).toEqual([]);
  });
});

describe('goes on after what passes', () => {
  test.for(Object.entries(PASSING))('at the start the node %s', async ([, [behaviour, word]]) => {
    const node = await RegtestNode.start();
    node.next('getblockchaininfo', behaviour);
    const { miner, troubles } = await minerFor(node);
    expect(await miner.run({ blocks: 1 })).toMatchObject({ accepted: 1 });
    expect(troubles()).toEqual([expect.stringMatching(word)]);
  });

  test('the node hangs', async () => {
    const node = await RegtestNode.start();
    node.next('getblockchaininfo', silence);
    const { miner, troubles } = await minerFor(node, { timeout: 0.05 });
    expect(await miner.run({ blocks: 1 })).toMatchObject({ accepted: 1 });
    expect(troubles()).toEqual([expect.stringMatching(/nothing within 0\.05 s/)]);
  });

  test('the node is not there yet', async () => {
    const node = await RegtestNode.start();
    await node.goAway();
    const { miner, troubles } = await minerFor(node);
    const run = miner.run({ blocks: 1 });
    await node.until(() => troubles().length > 0);
    await node.comeBack();
    expect(await run).toMatchObject({ accepted: 1 });
    expect(troubles()[0]).toMatch(/nothing listens there/);
  });

  test('the node is killed in mid-search, and comes back', async () => {
    const node = await RegtestNode.start();
    node.changes = HARD;
    const { miner, troubles } = await minerFor(node);
    const run = miner.run({ blocks: 2 });
    await node.until(() => node.polls === 1);
    await node.goAway();
    await node.until(() => troubles().some((line) => line.includes('nothing listens')));
    const tip = node.mineElsewhere({ tells: false });
    node.changes = {};
    await node.comeBack();
    expect(await run).toMatchObject({ accepted: 2 });
    expect(node.submitted[0]!.previous).toBe(tip);
    // One of the poll, one of each attempt with its wait.
    expect(troubles().length).toBeLessThan(6);
  });

  test('the answer about a block is lost', async () => {
    const node = await RegtestNode.start();
    node.next('submitblock', cutAfter(node.properly));
    const { miner, events } = await minerFor(node);
    expect(await miner.run({ blocks: 2 })).toMatchObject({ found: 2, accepted: 2 });
    // The second one may be found before the first one is sent again.
    const answers = node.submitted.map(({ answer }) => answer);
    expect(answers.toSorted()).toEqual(['duplicate', null, null]);
    expect(answers[0]).toBe(null);
    expect(events.filter(({ type }) => type === 'answer')).toHaveLength(2);
  });

  test('a block is refused', async () => {
    const node = await RegtestNode.start();
    node.next('submitblock', result('bad-txns'));
    const { miner, events } = await minerFor(node);
    expect(await miner.run({ blocks: 1 })).toMatchObject({ found: 2, accepted: 1, rejected: 1 });
    expect(events.find(({ type }) => type === 'answer')).toMatchObject({
      kind: 'rejected',
      reason: 'bad-txns',
      words: 'one of its transactions is invalid',
    });
  });

  test("the node's clock is behind what the chain allows", async () => {
    const node = await RegtestNode.start();
    node.minTime = 1_800_000_000;
    node.clock = () => 1_700_000_000;
    const { miner } = await minerFor(node);
    expect(await miner.run({ blocks: 3 })).toMatchObject({ found: 3, accepted: 3 });
  });
});

test('nothing of an old template is handed in once the long poll has told of another tip', async () => {
  const node = await RegtestNode.start();
  node.changes = HARD;
  const { miner, events } = await minerFor(node);
  const run = miner.run({ blocks: 1 });
  for (let round = 0; round < 5; round++) {
    await node.until(() => node.polls === 1 && events.at(-1)?.type === 'template');
    node.mineElsewhere();
  }
  await node.until(() => node.polls === 1);
  node.changes = {};
  const tip = node.mineElsewhere();
  await run;
  expect(node.submitted.map(({ previous }) => previous)).toEqual([tip]);
});

test.for([
  ['lacks a field', { coinbasevalue: undefined }, /coinbasevalue/],
  ['has an unknown rule', { rules: ['!next'] }, /!next/],
  ['contradicts itself', { target: '1'.padStart(64, '0') }, /template.target/],
] as const)('a template that %s is not mined; the next one is', async ([, changes, word]) => {
  const node = await RegtestNode.start();
  node.changes = changes;
  const { miner, troubles, events } = await minerFor(node);
  const run = miner.run({ blocks: 1 });
  await node.until(() => troubles().length > 0);
  expect(events.map(({ type }) => type)).toEqual(['start', 'trouble']);
  node.changes = {};
  expect(await run).toMatchObject({ accepted: 1 });
  expect(troubles()[0]).toMatch(word);
});

test('a node that refuses every block is not flooded', async () => {
  const node = await RegtestNode.start();
  node.always('submitblock', result('inconclusive'));
  const { miner, events } = await minerFor(node);
  const stop = new AbortController();
  const run = miner.run({ signal: stop.signal });
  // The second one shows that it goes on, after a wait of half a second at least.
  await node.until(() => events.filter(({ type }) => type === 'answer').length === 2);
  expect(node.count('submitblock')).toBe(2);
  expect(node.asked.length).toBeLessThan(15);
  stop.abort();
  expect(await run).toMatchObject({ found: 2, accepted: 0, stale: 2 });
});

describe('what was left behind', () => {
  /** A folder with a block for the node's tip. */
  async function leaveBehind(node: RegtestNode) {
    const journal = temporaryFolder();
    const block = blockOf(node);
    await (await BlockJournal.open(journal)).keep(block);
    return { journal, hash: block.hash, block: block.block };
  }

  test('because the node did not answer: it is handed in before anything is mined', async () => {
    const node = await RegtestNode.start();
    node.always('submitblock', half);
    const { miner, journal } = await minerFor(node);
    const stop = new AbortController();
    const first = miner.run({ signal: stop.signal });
    await node.until(() => node.count('submitblock') >= 1);
    stop.abort();
    expect(await first).toMatchObject({ found: 1, accepted: 0 });
    expect(readdirSync(journal)).toHaveLength(1);

    node.always('submitblock', undefined);
    const { miner: second, events } = await minerFor(node, { journal });
    expect(await second.run({ blocks: 1 })).toMatchObject({ found: 1, accepted: 1 });
    expect(node.submitted.map(({ answer }) => answer)).toEqual([null, null]);
    expect(node.height).toBe(2);
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'start' },
      { type: 'answer', height: 1, kind: 'accepted', isLeftOver: true },
    ]);
    expect(readdirSync(journal)).toEqual([]);
  });

  test('is not sent again when the node has it', async () => {
    const node = await RegtestNode.start();
    const { journal, block } = await leaveBehind(node);
    node.submit(block, undefined);
    const { miner } = await minerFor(node, { journal });
    expect(await miner.run({ blocks: 1 })).toMatchObject({ found: 1, accepted: 1 });
    expect(node.count('submitblock')).toBe(1);
    expect(node.height).toBe(2);
    expect(readdirSync(journal)).toEqual([]);
  });

  test('can not be judged yet: it is tried again, while something is mined', async () => {
    const node = await RegtestNode.start();
    const { journal, hash } = await leaveBehind(node);
    const late: (() => void)[] = [];
    node.next('submitblock', result('prev-blk-not-found'), (response, asked) =>
      late.push(() => node.properly(response, asked)),
    );
    const { miner, events } = await minerFor(node, { journal });
    const stop = new AbortController();
    const run = miner.run({ signal: stop.signal });
    await node.until(() => node.accepted.length >= 1 && late.length === 1);
    late[0]!();
    const answers = () => events.filter((event) => event.type === 'answer' && event.isLeftOver);
    await node.until(() => answers().length === 2);
    stop.abort();
    await run;
    // Another block has its place by now.
    expect(answers()).toMatchObject([
      { hash, kind: 'stale' },
      { hash, kind: 'inconclusive' },
    ]);
    expect(readdirSync(journal)).toEqual([]);
  });
});

describe('an abort', () => {
  test('before the start: nothing is asked', async () => {
    const node = await RegtestNode.start();
    const { miner } = await minerFor(node);
    expect(await miner.run({ signal: AbortSignal.abort() })).toMatchObject({ hashes: 0, found: 0 });
    expect(node.asked).toEqual([]);
  });

  test('while the node does not answer', async () => {
    const node = await RegtestNode.start();
    node.always('getblockchaininfo', silence);
    const { miner } = await minerFor(node);
    const stop = new AbortController();
    const run = miner.run({ signal: stop.signal });
    await node.until(() => node.asked.length === 1);
    stop.abort();
    expect(await run).toMatchObject({ found: 0 });
  });

  test('at any request: it ends, with every block accounted for, and leaves nothing that runs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 25 }), async (requests) => {
        const node = await RegtestNode.start();
        const { miner, journal } = await minerFor(node);
        const stop = new AbortController();
        const run = miner.run({ signal: stop.signal });
        await node.until(() => node.asked.length >= requests);
        stop.abort();
        const { found, accepted } = await run;
        expect(accepted).toBe(node.accepted.length);
        expect(readdirSync(journal)).toHaveLength(found - accepted);
        expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
        const asked = node.asked.length;
        await new Promise(setImmediate);
        expect(node.asked).toHaveLength(asked);
        await node.goAway();
      }),
      { numRuns: 12 },
    );
  });
});

test.for(['start', 'template', 'found', 'answer'])('whoever listens throws, at %s', async (type) => {
  const node = await RegtestNode.start();
  const { miner } = await minerFor(node, {
    onEvent: (event) => {
      if (event.type === type) throw new Error(`no ${type}`);
    },
  });
  await expect(miner.run({ blocks: 3 })).rejects.toThrow(`no ${type}`);
  await node.until(() => node.polls === 0);
});

test('paused it follows the node without searching, and goes on with the newest template', async () => {
  const node = await RegtestNode.start();
  const { miner, events, troubles } = await minerFor(node);
  expect(miner.isPaused).toBe(false);
  // Before there is anything to pause: the run to come is.
  await miner.pause();
  const running = miner.run({ blocks: 2 });
  const heights = () => events.flatMap((event) => (event.type === 'template' ? [event.height] : []));
  await node.until(() => heights().includes(1));
  const tip = node.mineElsewhere();
  await node.until(() => heights().includes(2));
  expect(miner.status).toMatchObject({ hashes: 0, found: 0, height: 2 });
  expect(miner.isPaused).toBe(true);
  miner.resume();
  const status = await running;
  expect(status).toMatchObject({ found: 2, accepted: 2 });
  expect(node.accepted[0]).toMatchObject({ previous: tip });
  expect(node.height).toBe(3);
  expect(troubles()).toEqual([]);
});

test('paused in mid search it rests, ends by its signal, and pauses the next run as well', async () => {
  const node = await RegtestNode.start();
  node.changes = HARD;
  const { miner } = await minerFor(node);
  const stop = new AbortController();
  const first = miner.run({ signal: stop.signal });
  while (miner.status.hashes === 0) await new Promise((resolve) => setImmediate(resolve));
  await miner.pause();
  stop.abort();
  expect((await first).hashes).toBeGreaterThan(0);
  const again = new AbortController();
  const second = miner.run({ signal: again.signal });
  while (miner.status.height === undefined) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, 100));
  again.abort();
  expect(await second).toMatchObject({ hashes: 0 });
  miner.resume();
});
