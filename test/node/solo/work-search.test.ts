import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BlockWork } from '../../../src/node/block/block-work.js';
import { HashCounter } from '../../../src/node/solo/hash-counter.js';
import { searchWork } from '../../../src/node/solo/work-search.js';
import { coreAnswer } from '../block/templates.js';
import { StubMiner } from '../support/stub-miner.js';

const PAYOUT = '51';
const WHOLE = 2 ** 32;
/** So much of it that the next header begins. */
const NEARLY = (15 / 16) * WHOLE;

/** A search of a template's first `steps` headers. */
function begin({ steps = Number.POSITIVE_INFINITY, versionMask = 0 } = {}) {
  const work = BlockWork.from({ template: coreAnswer(), payout: PAYOUT });
  const miner = new StubMiner();
  const counter = new HashCounter();
  const stop = new AbortController();
  const sequence = work.sequence()[Symbol.iterator]();
  let given = 0;
  const nextStep = () => (given++ < steps ? sequence.next().value : undefined);
  const { signal } = stop;
  const solved = searchWork({ miner: miner.asMiner, work, nextStep, versionMask, counter, signal });
  return { work, miner, counter, stop, solved };
}

test('gives the block that was solved', async () => {
  const { miner, solved, stop, counter } = begin();
  const hash = miner.latest.solve();
  const { block, header, hash: found } = (await solved)!;
  expect(found).toBe(hash);
  expect(block.toHex(header).startsWith(header)).toBe(true);
  expect(counter.total).toBeGreaterThan(0);
  expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
});

test('one header after the other, until nothing is left', async () => {
  const { miner, solved, counter } = begin({ steps: 3 });
  for (const count of [1, 2, 3]) (await miner.nth(count)).end('exhausted', WHOLE);
  expect(await solved).toBeUndefined();
  expect(counter.total).toBe(3 * WHOLE);
  expect(new Set(miner.searches.map(({ header }) => header.toHex())).size).toBe(3);
});

test('nothing to search', async () => {
  const { miner, solved } = begin({ steps: 0 });
  expect(await solved).toBeUndefined();
  expect(miner.searches).toEqual([]);
});

test('the next header begins before the last one has ended, and only one', async () => {
  const { miner, solved } = begin({ steps: 3 });
  const [first] = miner.searches;
  first!.progress(0.5 * WHOLE, WHOLE);
  expect(miner.searches).toHaveLength(1);
  first!.progress(NEARLY, WHOLE);
  first!.progress(NEARLY, WHOLE);
  expect(miner.running).toHaveLength(2);
  // Not a third, while there are two.
  miner.latest.progress(NEARLY, WHOLE);
  expect(miner.running).toHaveLength(2);
  first!.end('exhausted', WHOLE);
  await miner.searches[0]!.result;
  miner.latest.end('exhausted', WHOLE);
  (await miner.nth(3)).end('exhausted', WHOLE);
  expect(await solved).toBeUndefined();
});

test('a block of the next header is there at once, though the last one is still searched', async () => {
  const { miner, solved } = begin();
  const [first] = miner.searches;
  first!.progress(NEARLY, WHOLE);
  const hash = miner.latest.solve();
  expect(await solved).toMatchObject({ hash });
  expect(first!.options.signal!.aborted).toBe(true);
});

test('a fault of the next header is told at once', async () => {
  const { miner, solved } = begin();
  const [first] = miner.searches;
  first!.progress(NEARLY, WHOLE);
  miner.latest.fail(new Error('threads die'));
  await expect(solved).rejects.toThrow('threads die');
  expect(first!.hasEnded).toBe(true);
});

test('an abort ends every search', async () => {
  const { miner, stop, solved } = begin();
  miner.latest.progress(NEARLY, WHOLE);
  stop.abort();
  expect(await solved).toBeUndefined();
  expect(miner.running).toEqual([]);
});

test('aborted before it begins, it searches nothing', async () => {
  const work = BlockWork.from({ template: coreAnswer(), payout: PAYOUT });
  const miner = new StubMiner();
  const nextStep = () => ({ extranonce: 0n, time: work.template.time });
  const options = { miner: miner.asMiner, work, nextStep, versionMask: 0, counter: new HashCounter() };
  expect(await searchWork({ ...options, signal: AbortSignal.abort() })).toBeUndefined();
  expect(miner.searches).toEqual([]);
});

test('a block that is found in the moment of the abort is not lost', async () => {
  const { miner, stop, solved } = begin();
  const [first] = miner.searches;
  first!.progress(NEARLY, WHOLE);
  first!.end('exhausted', WHOLE);
  const hash = miner.latest.solve();
  stop.abort();
  expect(await solved).toMatchObject({ hash });
});

test('rolls the versions that the template allows', async () => {
  const { miner, stop, solved } = begin({ versionMask: 0xffffffff });
  expect(miner.latest.header.versionMask).toBe(0x1fffe000);
  stop.abort();
  await solved;
});

test('whatever the order of events: no header twice, at most two at once, every hash counted once', async () => {
  const events = fc.array(fc.tuple(fc.constantFrom('progress', 'end'), fc.nat(1)), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(events, async (told) => {
      const { miner, stop, solved, counter } = begin();
      for (const [event, which] of told) {
        const search = miner.running[which % miner.running.length]!;
        const known = miner.searches.length;
        if (event === 'progress') search.progress(NEARLY, WHOLE);
        else search.end('exhausted', WHOLE);
        if (miner.running.length === 0) await miner.nth(known + 1);
        expect(miner.running.length).toBeLessThanOrEqual(2);
      }
      const ended = miner.searches.filter(({ hasEnded }) => hasEnded).length;
      const begun = miner.running.map(({ result }) => result);
      stop.abort();
      await solved;
      await Promise.all(begun);
      const headers = miner.searches.map(({ header }) => header.toHex());
      expect(new Set(headers).size).toBe(headers.length);
      // The aborted ones tell 0 in the end.
      expect(counter.total).toBe(ended * WHOLE);
    }),
  );
});
