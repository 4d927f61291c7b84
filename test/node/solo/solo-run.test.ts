import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BlockTemplate } from '../../../src/node/block/block-template.js';
import { Backoff } from '../../../src/node/rpc/backoff.js';
import { submitOutcome } from '../../../src/node/rpc/reject-reasons.js';
import type { BlockCourier, Delivery } from '../../../src/node/solo/block-courier.js';
import { blockHash, type FoundBlock } from '../../../src/node/solo/found-block.js';
import { SoloAccount } from '../../../src/node/solo/solo-account.js';
import type { SoloEvent } from '../../../src/node/solo/solo-events.js';
import { SoloReporter } from '../../../src/node/solo/solo-reporter.js';
import { SoloRun } from '../../../src/node/solo/solo-run.js';
import { type Answer, coreAnswer } from '../block/templates.js';
import { deferred } from '../support/deferred.js';
import { StubMiner } from '../support/stub-miner.js';

/** Two tips. */
const [A, B] = ['aa'.repeat(32), 'bb'.repeat(32)];

/** A courier whose node answers when a test says so. */
class StubCourier {
  readonly sent: FoundBlock[] = [];
  readonly #answers: ((delivery: Delivery | undefined) => void)[] = [];

  deliver(found: FoundBlock, signal: AbortSignal): Promise<Delivery | undefined> {
    this.sent.push(found);
    const { promise, resolve } = deferred<Delivery | undefined>();
    this.#answers.push(resolve);
    signal.addEventListener('abort', () => resolve(undefined));
    return promise;
  }

  answer(index: number, reason: string | null): void {
    const { block, height } = this.sent[index]!;
    this.#answers[index]!({ hash: blockHash(block), height, outcome: submitOutcome(reason) });
  }
}

/** Lets everything happen that can. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
};

function begin({ blocks = Number.POSITIVE_INFINITY, tag = '', versionMask = 0 } = {}) {
  const miner = new StubMiner();
  const courier = new StubCourier();
  const account = new SoloAccount();
  const events: SoloEvent[] = [];
  const waits: (() => void)[] = [];
  let refreshes = 0;
  let milliseconds = 0;
  const run = new SoloRun({
    miner: miner.asMiner,
    courier: courier as unknown as BlockCourier,
    account,
    reporter: new SoloReporter((event) => events.push(event)),
    refresh: () => refreshes++,
    chain: 'regtest',
    payout: Uint8Array.of(0x51),
    tag,
    versionMask,
    refusals: new Backoff({
      random: () => 0.999,
      sleep: (_, signal) =>
        new Promise<void>((resolve, reject) => {
          waits.push(resolve);
          signal!.addEventListener('abort', () => reject(signal!.reason));
        }),
    }),
    now: () => milliseconds,
  });
  const stop = new AbortController();
  const ended = run.mine(blocks, stop.signal);
  ended.catch(() => {});
  onTestFinished(async () => {
    stop.abort();
    for (const index of courier.sent.keys()) courier.answer(index, null);
    await ended.catch(() => {});
  });
  const take = (previousblockhash: string, changes: Answer = {}) =>
    run.take(BlockTemplate.from(coreAnswer({ previousblockhash, ...changes })));
  return {
    ...{ miner, courier, account, events, run, stop, ended, take, waits },
    refreshes: () => refreshes,
    pass: (seconds: number) => {
      milliseconds += 1000 * seconds;
    },
    kinds: () => events.map((event) => event.type),
  };
}

test('searches the newest template; the one before is dropped at once', async () => {
  const { miner, take, events } = begin();
  take(A);
  const first = await miner.nth(1);
  expect(first.previous).toBe(A);
  take(B, { height: 102 });
  // In the same turn: nothing of it is searched while the new one is being prepared.
  expect(first.options.signal!.aborted).toBe(true);
  expect((await miner.nth(2)).previous).toBe(B);
  expect(miner.running).toHaveLength(1);
  expect(events).toMatchObject([
    { type: 'template', height: 101, isNewTip: true, reward: '5000000000', transactions: 0 },
    { type: 'template', height: 102, isNewTip: true },
  ]);
});

test('drops the work before another template is there', async () => {
  const { miner, run, take, kinds } = begin();
  take(A);
  const first = await miner.nth(1);
  run.drop();
  expect(first.options.signal!.aborted).toBe(true);
  await settle();
  expect(miner.running).toEqual([]);
  take(B);
  expect((await miner.nth(2)).previous).toBe(B);
  expect(kinds()).toEqual(['template', 'template']);
});

test('mines nothing when the last answer was no template', async () => {
  const { miner, run, take, account } = begin();
  take(A);
  await miner.nth(1);
  run.take(undefined);
  await settle();
  expect(miner.running).toEqual([]);
  expect(account.status()).toMatchObject({ height: undefined });
  take(A);
  await miner.nth(2);
});

test('hands in what it finds, and mines nothing more on that tip', async () => {
  const { miner, courier, take, events, account } = begin();
  take(A, { workid: 'w7' });
  const hash = (await miner.nth(1)).solve();
  await settle();
  expect(courier.sent).toMatchObject([{ chain: 'regtest', height: 101, workId: 'w7' }]);
  expect(blockHash(courier.sent[0]!.block)).toBe(hash);
  expect(events.at(-1)).toEqual({ type: 'found', height: 101, hash });
  take(A, { curtime: 1_700_000_001 });
  await settle();
  expect(miner.running).toEqual([]);

  courier.answer(0, null);
  await settle();
  expect(events.at(-1)).toMatchObject({ type: 'answer', kind: 'accepted', reason: null, isLeftOver: false });
  expect(account.status()).toMatchObject({ found: 1, accepted: 1 });
  // An answer that was on its way.
  take(A, { curtime: 1_700_000_002 });
  await settle();
  expect(miner.running).toEqual([]);
  take(hash, { height: 102 });
  expect((await miner.nth(2)).previous).toBe(hash);
});

test('goes on with the next tip while the node has not answered', async () => {
  const { miner, courier, take } = begin();
  take(A);
  (await miner.nth(1)).solve();
  await settle();
  take(B, { height: 102 });
  (await miner.nth(2)).solve();
  await settle();
  expect(courier.sent.map(({ height }) => height)).toEqual([101, 102]);
  // The first one's answer does not concern the second one's tip.
  courier.answer(0, 'inconclusive');
  await settle();
  take(B, { height: 102, curtime: 1_700_000_009 });
  await settle();
  expect(miner.running).toEqual([]);
});

test('a node that takes its tip back gets another block for it', async () => {
  const { miner, courier, take } = begin();
  take(A);
  const hash = (await miner.nth(1)).solve();
  await settle();
  courier.answer(0, null);
  await settle();
  take(hash, { height: 102 });
  await miner.nth(2);
  take(A);
  expect((await miner.nth(3)).previous).toBe(A);
});

test('a node that does not build on what it accepted gets another block, after a while', async () => {
  const { miner, courier, take, pass } = begin();
  take(A);
  (await miner.nth(1)).solve();
  await settle();
  courier.answer(0, null);
  await settle();
  pass(9);
  take(A);
  await settle();
  expect(miner.running).toEqual([]);
  pass(1);
  take(A);
  await miner.nth(2);
});

describe('a block that is not accepted', () => {
  test.for(['high-hash', 'inconclusive', 'stale-prevblk', 'duplicate-invalid'])(
    '%s: the node is asked at once, but nothing is mined on that tip for a while',
    async (reason) => {
      const { miner, courier, take, waits, refreshes } = begin();
      take(A);
      for (const count of [1, 2, 3]) {
        (await miner.nth(count)).solve();
        await settle();
        const asked = refreshes();
        courier.answer(count - 1, reason);
        await settle();
        expect(refreshes()).toBe(asked + 1);
        take(A);
        await settle();
        expect(miner.running).toEqual([]);
        expect(waits).toHaveLength(count);
        waits.at(-1)!();
        await settle();
        expect(refreshes()).toBe(asked + 2);
        take(A);
      }
      await miner.nth(4);
    },
  );

  test('another tip is mined on at once', async () => {
    const { miner, courier, take, waits } = begin();
    take(A);
    (await miner.nth(1)).solve();
    await settle();
    courier.answer(0, 'bad-txns');
    await settle();
    take(B);
    const second = await miner.nth(2);
    expect(second.previous).toBe(B);
    // And goes on when the wait is over.
    waits[0]!();
    await settle();
    expect(miner.running).toEqual([second]);
  });
});

describe('so many blocks', () => {
  test('ends with the last one accepted', async () => {
    const { miner, courier, take, ended, account } = begin({ blocks: 3 });
    for (const height of [1, 2, 3]) {
      take(`${height}`.repeat(64), { height });
      (await miner.nth(height)).solve();
      await settle();
      courier.answer(height - 1, height === 2 ? 'duplicate' : null);
      await settle();
    }
    await ended;
    expect(account.status()).toMatchObject({ found: 3, accepted: 3 });
    expect(miner.searches).toHaveLength(3);
  });

  test('finds no more than it needs while answers are open, and another one for each that is refused', async () => {
    const { miner, courier, take, ended, account, waits } = begin({ blocks: 2 });
    take(A);
    (await miner.nth(1)).solve();
    await settle();
    take(B);
    (await miner.nth(2)).solve();
    await settle();
    take('cc'.repeat(32));
    await settle();
    expect(miner.searches).toHaveLength(2);
    courier.answer(0, 'high-hash');
    // At once, though the wait after a refusal is not over.
    (await miner.nth(3)).solve();
    await settle();
    expect(waits).toHaveLength(1);
    courier.answer(1, null);
    courier.answer(2, null);
    await ended;
    expect(account.status()).toMatchObject({ found: 3, accepted: 2, rejected: 1 });
  });

  test('never more than that, whatever order the answers come in', async () => {
    const answers = fc.array(
      fc.tuple(fc.nat(5), fc.constantFrom(null, 'duplicate', 'high-hash', 'inconclusive')),
      {
        maxLength: 25,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), answers, async (blocks, told) => {
        const { miner, courier, take, account, stop, ended, waits } = begin({ blocks });
        const open: number[] = [];
        let height = 1;
        const advance = async () => {
          take(height.toString(16).padStart(64, '0'), { height });
          height++;
          await settle();
          if (miner.running.length === 0) return;
          miner.latest.solve();
          await settle();
          open.push(courier.sent.length - 1);
        };
        for (const [which, reason] of told) {
          await advance();
          const [index] = open.splice(which % Math.max(1, open.length), 1);
          if (index !== undefined) courier.answer(index, reason);
          await settle();
          expect(account.accepted + open.length).toBeLessThanOrEqual(blocks);
          for (const wait of waits.splice(0)) wait();
        }
        stop.abort();
        for (const index of open) courier.answer(index, null);
        await ended;
        expect(account.accepted).toBeLessThanOrEqual(blocks);
      }),
      { numRuns: 40 },
    );
  });
});

test('a template of a single nonce: header after header, without asking the node', async () => {
  const { miner, take, refreshes } = begin();
  take(A, { noncerange: '0000000000000000', mutable: [], mintime: undefined });
  for (const count of [1, 2, 3]) (await miner.nth(count)).end('exhausted', 1);
  await miner.nth(4);
  expect(refreshes()).toBe(0);
});

test('what the node gives and can not be mined is told, and the next template is mined', async () => {
  const { miner, take, events, account } = begin();
  take(A, { rules: ['csv', '!segwit', '!signet'], signet_challenge: '5121' });
  expect(events).toMatchObject([{ type: 'trouble', code: 'ERR_UNSUPPORTED_TEMPLATE' }]);
  expect(account.status()).toMatchObject({ height: undefined });
  take(A);
  await miner.nth(1);
});

test('a tag for which there is no room ends it, unless blocks were made with it before', async () => {
  const flags = { coinbaseaux: { flags: '00'.repeat(60) } };
  const first = begin({ tag: 'x'.repeat(60) });
  first.take(A, flags);
  await expect(first.ended).rejects.toMatchObject({ option: 'tag', code: 'ERR_INVALID_OPTION' });

  const later = begin({ tag: 'x'.repeat(60) });
  later.take(A);
  await later.miner.nth(1);
  later.take(B, flags);
  await settle();
  expect(later.events.at(-1)).toMatchObject({ type: 'trouble', code: 'ERR_INVALID_OPTION' });
  later.take(B);
  await later.miner.nth(2);
});

test('a fault of the engine ends it, after the answers about what was found', async () => {
  const { miner, courier, take, ended, account } = begin();
  take(A);
  (await miner.nth(1)).solve();
  await settle();
  take(B);
  (await miner.nth(2)).fail(new Error('every kernel is wrong'));
  await settle();
  courier.answer(0, null);
  await expect(ended).rejects.toThrow('every kernel is wrong');
  expect(account.status()).toMatchObject({ accepted: 1 });
});

test.for(['idle', 'searching', 'delivering', 'refused'])('aborted while %s', async (what) => {
  const { miner, courier, take, stop, ended } = begin();
  if (what !== 'idle') take(A);
  if (what === 'delivering' || what === 'refused') {
    (await miner.nth(1)).solve();
    await settle();
  }
  if (what === 'refused') courier.answer(0, 'high-hash');
  await settle();
  stop.abort();
  if (what === 'delivering') {
    await settle();
    courier.answer(0, null);
  }
  await ended;
  expect(miner.running).toEqual([]);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('rolls the versions that it is told to', async () => {
  const { miner, take } = begin({ versionMask: 0x1fffe000 });
  take(A);
  expect((await miner.nth(1)).header.versionMask).toBe(0x1fffe000);
});

test('no header is searched twice, whatever templates come, the same ones among them', async () => {
  const event = fc.constantFrom('same', 'later', 'other', 'back', 'exhausted', 'nearly', 'none');
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (told) => {
      const { miner, run, take, stop, ended } = begin();
      let time = 1_700_000_000;
      let tip = A;
      for (const what of told) {
        if (what === 'other') tip = B;
        if (what === 'back') tip = A;
        if (what === 'later') time++;
        if (what === 'none') run.take(undefined);
        else if (what === 'exhausted') miner.running.at(0)?.end('exhausted', 10);
        else if (what === 'nearly') miner.running.at(0)?.progress(10, 10);
        else take(tip, { curtime: time });
        await settle();
      }
      stop.abort();
      await ended;
      const headers = miner.searches.map(({ header }) => header.toHex());
      expect(new Set(headers).size).toBe(headers.length);
    }),
    { numRuns: 40 },
  );
});
