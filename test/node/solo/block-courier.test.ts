import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { Backoff } from '../../../src/node/rpc/backoff.js';
import { NodeClient } from '../../../src/node/rpc/node-client.js';
import { BlockCourier, type Delivery } from '../../../src/node/solo/block-courier.js';
import { BlockJournal } from '../../../src/node/solo/block-journal.js';
import { result, rpcError } from '../support/fake-node.js';
import { cut, cutAfter, LASTING, PASSING, RegtestNode, silence } from '../support/regtest-node.js';
import { client } from '../support/rpc.js';
import { blockOf } from '../support/solved-block.js';

const { signal: never } = new AbortController();

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-courier-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A node, a folder, and couriers between them. */
async function round() {
  const node = await RegtestNode.start();
  const folder = temporaryFolder();
  const troubles: string[] = [];
  const waits: number[] = [];
  const begin = async (timeout?: number) =>
    new BlockCourier({
      client: new NodeClient(client({ url: node.url, timeout })),
      journal: await BlockJournal.open(folder),
      onTrouble: (error, seconds) => {
        troubles.push(`${(error as Error).message}; ${seconds === undefined ? 'no more' : 'later'}`);
        node.look();
      },
      createBackoff: () =>
        new Backoff({
          random: () => 0.999,
          sleep: async (milliseconds, signal) => {
            waits.push(Math.round(milliseconds / 1000));
            signal?.throwIfAborted();
          },
        }),
    });
  return { node, folder, troubles, waits, begin, courier: await begin() };
}

async function resend(courier: BlockCourier, signal = never): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for await (const { delivery } of courier.resend('regtest', signal)) deliveries.push(delivery);
  return deliveries;
}

test('a block is on disk while the node decides, and off it after the answer', async () => {
  const { node, folder, courier } = await round();
  const found = blockOf(node);
  let kept: string[] = [];
  node.next('submitblock', (response, asked) => {
    kept = readdirSync(folder);
    node.properly(response, asked);
  });
  expect(await courier.deliver(found, never)).toMatchObject({
    hash: found.hash,
    height: 1,
    outcome: { kind: 'accepted' },
  });
  expect(kept).toEqual([`${found.hash}.json`]);
  expect(readdirSync(folder)).toEqual([]);
  expect(node.tip).toBe(found.hash);
});

test('gives the work id back, also of what was left behind', async () => {
  const { node, folder, begin, courier } = await round();
  await courier.deliver(blockOf(node), never);
  await courier.deliver({ ...blockOf(node), workId: 'w1' }, never);
  await (await BlockJournal.open(folder)).keep({ ...blockOf(node), workId: 'w2' });
  await resend(await begin());
  const workIds = [undefined, { workid: 'w1' }, { workid: 'w2' }];
  expect(node.accepted.map(({ extra }) => extra)).toEqual(workIds);
});

test('an answer that is lost: sent again, and accepted once', async () => {
  const { node, folder, courier, troubles } = await round();
  const found = blockOf(node);
  node.next('submitblock', cutAfter(node.properly));
  expect(await courier.deliver(found, never)).toMatchObject({ outcome: { kind: 'duplicate' } });
  expect(node.submitted.map(({ answer }) => answer)).toEqual([null, 'duplicate']);
  expect(node.height).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
  expect(troubles).toEqual([expect.stringMatching(/closed before an answer came\); later/)]);
});

test.for([...Object.entries(PASSING), ...Object.entries(LASTING)])(
  'waits for a node that %s, however long; the block stays on disk',
  async ([, [behaviour, word]]) => {
    const { node, folder, courier, troubles, waits } = await round();
    const found = blockOf(node);
    const kept: number[] = [];
    const failing = Array.from({ length: 12 }, () => behaviour);
    node.next('submitblock', ...failing, (response, asked) => {
      kept.push(readdirSync(folder).length);
      node.properly(response, asked);
    });
    expect(await courier.deliver(found, never)).toMatchObject({ outcome: { kind: 'accepted' } });
    expect(kept).toEqual([1]);
    expect(troubles).toHaveLength(12);
    for (const line of troubles) expect(line).toMatch(word);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]);
    expect(node.submitted).toHaveLength(1);
  },
);

test.for(['high-hash', 'bad-cb-amount', 'rejected: bad-txns', 'inconclusive', 'duplicate-invalid'])(
  'a final answer settles it: %s',
  async (reason) => {
    const { node, folder, courier } = await round();
    node.next('submitblock', result(reason));
    const { outcome } = (await courier.deliver(blockOf(node), never))!;
    expect(outcome).toMatchObject({ final: true, reason: reason.replace('rejected: ', '') });
    expect(readdirSync(folder)).toEqual([]);
    expect(node.count('submitblock')).toBe(1);
  },
);

test('a duplicate that the node does not have is handed in again: bcoin keeps orphans in memory alone', async () => {
  const { node, folder, courier, waits } = await round();
  const found = blockOf(node);
  let kept: string[] = [];
  node.next('submitblock', result('rejected: bad-prevblk'), result('duplicate'), (response, asked) => {
    kept = readdirSync(folder);
    node.properly(response, asked);
  });
  expect(await courier.deliver(found, never)).toMatchObject({ outcome: { kind: 'accepted' } });
  expect(kept).toEqual([`${found.hash}.json`]);
  expect(waits).toHaveLength(2);
  expect(readdirSync(folder)).toEqual([]);
});

test('a parent that the node has lost is worth waiting for, one that it refuses is not', async () => {
  const { node, folder, courier } = await round();
  const found = blockOf(node);
  const lost = { ...found, block: found.block.replace(found.block.slice(8, 72), '77'.repeat(32)) };
  node.next('submitblock', result('bad-prevblk'), result('high-hash'));
  expect(await courier.deliver(lost, never)).toMatchObject({ outcome: { kind: 'rejected' } });
  expect(node.count('submitblock')).toBe(2);

  await courier.deliver(found, never);
  const next = blockOf(node);
  node.next('submitblock', result('bad-prevblk'));
  expect(await courier.deliver(next, never)).toMatchObject({ outcome: { kind: 'stale', final: true } });
  expect(node.count('submitblock')).toBe(4);
  expect(readdirSync(folder)).toEqual([]);
});

test('a node that may not be asked for blocks (rpcwhitelist) is handed them instead', async () => {
  const { node, folder, begin, courier, troubles } = await round();
  const found = blockOf(node);
  await courier.deliver(found, never);
  await (await BlockJournal.open(folder)).keep(found);
  node.always('getblockheader', LASTING['answers 403']![0]);
  expect(await resend(await begin())).toMatchObject([{ outcome: { kind: 'duplicate', final: true } }]);
  expect(troubles).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a block that can not be decoded is settled: it never will be', async () => {
  const { node, folder, courier } = await round();
  node.next('submitblock', rpcError(-22, 'Block decode failed'));
  expect(await courier.deliver(blockOf(node), never)).toMatchObject({ outcome: { kind: 'rejected' } });
  expect(readdirSync(folder)).toEqual([]);
});

test('an answer that time can change: tried again, ten times, and kept', async () => {
  const { node, folder, courier, begin, waits } = await round();
  const found = blockOf(node);
  node.next('submitblock', ...Array.from({ length: 10 }, () => result('prev-blk-not-found')));
  expect(await courier.deliver(found, never)).toMatchObject({ outcome: { kind: 'stale', final: false } });
  expect(node.count('submitblock')).toBe(10);
  expect(waits).toHaveLength(9);
  expect(readdirSync(folder)).toEqual([`${found.hash}.json`]);
  // The next start: once, to begin with.
  node.next('submitblock', result('prev-blk-not-found'));
  expect(await resend(await begin())).toMatchObject([{ outcome: { final: false } }]);
  expect(node.count('submitblock')).toBe(11);
  expect(await resend(await begin())).toMatchObject([{ hash: found.hash, outcome: { kind: 'accepted' } }]);
  expect(readdirSync(folder)).toEqual([]);
});

test('given up while the node is away, the block stays on disk', async () => {
  const { node, folder, courier, begin, troubles } = await round();
  const found = blockOf(node);
  await node.goAway();
  const stop = new AbortController();
  const delivery = courier.deliver(found, stop.signal);
  await node.until(() => troubles.length > 0);
  stop.abort();
  expect(await delivery).toBeUndefined();
  expect(readdirSync(folder)).toEqual([`${found.hash}.json`]);
  await node.comeBack();
  expect(await resend(await begin())).toMatchObject([{ outcome: { kind: 'accepted' } }]);
});

test('a disk that fails: told, and handed in nevertheless', async () => {
  const { node, folder, courier, troubles } = await round();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file');
  expect(await courier.deliver(blockOf(node), never)).toMatchObject({ outcome: { kind: 'accepted' } });
  // It can neither be kept nor settled.
  expect(troubles).toEqual([1, 2].map(() => expect.stringMatching(/to keep found blocks, got E.*no more/)));
});

test('what was left behind and the node has is settled without being sent again', async () => {
  const { node, folder, begin, courier } = await round();
  const journal = await BlockJournal.open(folder);
  const [taken, other] = [blockOf(node, 1n), blockOf(node, 2n)];
  await courier.deliver(taken, never);
  await courier.deliver(other, never);
  expect(node.submitted.map(({ answer }) => answer)).toEqual([null, 'inconclusive']);
  await journal.keep(taken);
  await journal.keep(other);
  expect(await resend(await begin())).toEqual([]);
  expect(node.count('submitblock')).toBe(2);
  expect(readdirSync(folder)).toEqual([]);
});

test('a node that can not tell whether it has a block is asked by handing it in', async () => {
  const { node, folder, begin } = await round();
  const found = blockOf(node);
  node.submit(found.block, undefined);
  await (await BlockJournal.open(folder)).keep(found);
  node.always('getblockheader', rpcError(-32601, 'Method not found'));
  expect(await resend(await begin())).toMatchObject([{ hash: found.hash, outcome: { kind: 'duplicate' } }]);
  expect(readdirSync(folder)).toEqual([]);
});

test("what was left behind is handed in lowest first, other chains' is left alone, strays are told", async () => {
  const { node, folder, begin, courier, troubles } = await round();
  const journal = await BlockJournal.open(folder);
  const first = blockOf(node);
  await courier.deliver(first, never);
  const second = blockOf(node);
  node.takeBack();
  const main = { ...blockOf(node, 7n), chain: 'main' };
  for (const block of [second, main]) await journal.keep(block);
  writeFileSync(join(folder, 'notes.txt'), 'hello');
  expect(await resend(await begin())).toMatchObject([{ hash: second.hash }]);
  expect(readdirSync(folder).toSorted()).toEqual([`${main.hash}.json`, 'notes.txt'].toSorted());
  expect(troubles).toEqual([expect.stringMatching(/notes\.txt: not a file of found blocks; no more/)]);
});

test('aborted while it asks where a block is, it leaves all as it was', async () => {
  const { node, folder, begin } = await round();
  const journal = await BlockJournal.open(folder);
  await journal.keep(blockOf(node));
  node.always('getblockheader', silence);
  const stop = new AbortController();
  const sent = resend(await begin(), stop.signal);
  await node.until(() => node.count('getblockheader') === 1);
  stop.abort();
  expect(await sent).toEqual([]);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('killed anywhere, with any call failing any way: no block is lost, none counts twice', async () => {
  const fault = fc.constantFrom('none', 'cut before', 'cut after', 'busy', 'kill before', 'kill after');
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 8 }), async (faults) => {
      const { node, folder, begin } = await round();
      const found = blockOf(node);
      const left = [...faults];
      let accepted = 0;
      const ended: string[] = [];
      // What happens to each submitblock and getblockheader, one after the other.
      let kill = () => {};
      for (const method of ['submitblock', 'getblockheader'] as const) {
        node.always(method, (response, asked) => {
          const now = left.shift() ?? 'none';
          if (now === 'none') return node.properly(response, asked);
          if (now === 'busy') return PASSING['answers 503']![0](response, asked);
          if (now.endsWith('after')) cutAfter(node.properly)(response, asked);
          else cut(response, asked);
          if (now.startsWith('kill')) kill();
        });
      }
      for (let run = 0; run <= faults.length + 1; run++) {
        // A process that is killed does nothing more; what it was told before is all that it knows.
        const stop = new AbortController();
        kill = () => stop.abort();
        const courier = await begin();
        const deliveries =
          run === 0 ? [await courier.deliver(found, stop.signal)] : await resend(courier, stop.signal);
        for (const delivery of deliveries) {
          if (delivery === undefined) continue;
          ended.push(delivery.outcome.kind);
          accepted++;
        }
      }
      expect(node.tip).toBe(found.hash);
      expect(node.accepted).toHaveLength(1);
      expect(accepted).toBeLessThanOrEqual(1);
      expect(readdirSync(folder)).toEqual([]);
      for (const kind of ended) expect(['accepted', 'duplicate']).toContain(kind);
      await node.goAway();
    }),
    { numRuns: 60 },
  );
});
