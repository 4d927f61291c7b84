import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { nodePlatform } from '../../dist/engine/node-platform.js';
import { createMiner, type SearchProgress } from '../../dist/index.js';
import { ascending, scan } from '../support/oracle.js';
import { minerOn } from './support/platform.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';
import { runScript } from './support/run-script.js';

const header = someHeader();
const endless = { header, target: IMPOSSIBLE };
/** Some seventy solutions; takes threads, being for all of them. */
const easy = { header, target: 1n << 245n, nonceRange: { start: 0, end: 299_999 } };
/** Takes the calling thread alone. */
const short = { header, target: 1n << 245n, nonceRange: { start: 0, end: 99_999 } };
const known = new Map<object, number[]>();
function solutionsOf(work: typeof easy): number[] {
  const { target, nonceRange } = work;
  const solutions = known.get(work) ?? scan({ header, target, ...nonceRange });
  known.set(work, solutions);
  return solutions;
}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await nextTurn();
};

/** A miner, and whether it has started a pool. */
async function watched() {
  const createPool = vi.fn(nodePlatform.createPool);
  return { miner: await minerOn({ createPool }), createPool };
}

/** An onProgress, and the next progress that fits. */
function progressWatch() {
  let check: (progress: SearchProgress) => void = () => {};
  const until = (fits: (progress: SearchProgress) => boolean) =>
    new Promise<SearchProgress>((resolve) => {
      check = (progress) => fits(progress) && resolve(progress);
    });
  return { until, onProgress: (progress: SearchProgress) => check(progress), progressInterval: 10 };
}

describe('a paused search', () => {
  it('stands still, says so, and goes on', async () => {
    await using miner = await createMiner({ threads: 2 });
    const { until, ...watch } = progressWatch();
    const abort = new AbortController();
    const searching = miner.search({ ...endless, ...watch, signal: abort.signal });
    expect((await until(({ hashes }) => hashes > 0)).isPaused).toBe(false);
    expect(miner.isPaused).toBe(false);
    await miner.pause();
    expect(miner.isPaused).toBe(true);
    const first = await until(({ isPaused }) => isPaused);
    const later = await until(({ isPaused }) => isPaused);
    const { hashes, seconds, hashRate } = first;
    expect(later).toMatchObject({ hashes, seconds, hashRate });
    expect(later.state().hashes).toBe(hashes);
    miner.resume();
    expect(miner.isPaused).toBe(false);
    const after = await until((progress) => progress.hashes > hashes);
    expect(after.isPaused).toBe(false);
    expect(after.seconds).toBeGreaterThan(seconds);
    abort.abort();
    expect(await searching).toMatchObject({ status: 'aborted' });
  });

  it('has its seconds and rate without the pause', async () => {
    await using miner = await createMiner({ threads: 2 });
    const { until, ...watch } = progressWatch();
    const abort = new AbortController();
    const began = performance.now();
    const searching = miner.search({ ...endless, ...watch, signal: abort.signal });
    await until(({ hashes }) => hashes > 0);
    await miner.pause();
    const paused = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const rest = (performance.now() - paused) / 1000;
    miner.resume();
    await nextTurn();
    abort.abort();
    const { seconds, hashes, hashRate, state } = await searching;
    expect(seconds).toBeLessThanOrEqual((performance.now() - began) / 1000 - rest);
    expect(state.seconds).toBe(seconds);
    expect(hashRate).toBeCloseTo(hashes / seconds);
  });

  it('can be aborted, and times out by the clock', async () => {
    await using miner = await createMiner({ threads: 2 });
    const { until, ...watch } = progressWatch();
    const abort = new AbortController();
    const aborted = miner.search({ ...endless, ...watch, signal: abort.signal });
    const timed = miner.search({ ...endless, timeout: 0.2 });
    await until(({ hashes }) => hashes > 0);
    await miner.pause();
    abort.abort();
    expect(await aborted).toMatchObject({ status: 'aborted' });
    const result = await timed;
    expect(result.status).toBe('timeout');
    expect(result.hashes).toBe(result.state.hashes);
    expect(miner.isPaused).toBe(true);
  });

  it('ends with close(), and after that pause and resume do nothing', async () => {
    const miner = await createMiner({ threads: 2 });
    const { until, ...watch } = progressWatch();
    const searching = miner.search({ ...endless, ...watch });
    const stream = miner.solutions(endless);
    await until(({ hashes }) => hashes > 0);
    await miner.pause();
    const late = miner.search(endless);
    await miner.close();
    expect(await searching).toMatchObject({ status: 'aborted' });
    expect(await stream.result).toMatchObject({ status: 'aborted' });
    expect(await late).toMatchObject({ status: 'aborted', hashes: 0 });
    await miner.pause();
    miner.resume();
  });

  it('finds what it would have found, with any number of others, pauses and calls too many', async () => {
    await using miner = await createMiner({ threads: 3 });
    const rolled = {
      header,
      target: 1n << 242n,
      nonceRange: { start: 0, end: 29_999 },
      versionMask: 0xf8000,
    };
    const collect = async (stream: AsyncIterable<{ nonce: number }>) => {
      const nonces: number[] = [];
      for await (const { nonce } of stream) nonces.push(nonce);
      return ascending(nonces);
    };
    const streams = [easy, easy, short].map((work) => miner.solutions(work));
    const undisturbed = miner.solutions(rolled);
    const all = Promise.all([...streams.map(collect), collect(undisturbed)]);
    const lowest = miner.search({ ...easy, order: 'lowest' });
    let isOver = false;
    const disturb = async () => {
      for (let round = 0; !isOver; round++) {
        await turns(round % 7);
        const resting = [miner.pause(), miner.pause()];
        if (round % 2 === 0) await Promise.all(resting);
        miner.resume();
        miner.resume();
        await turns(20);
      }
    };
    const disturbing = disturb();
    const [first, second, third, fourth] = await all;
    expect(await lowest).toMatchObject({ status: 'found', solution: { nonce: solutionsOf(easy)[0] } });
    isOver = true;
    await disturbing;
    expect([first, second]).toEqual([solutionsOf(easy), solutionsOf(easy)]);
    expect(third).toEqual(solutionsOf(short));
    expect(fourth).toEqual(await collect(miner.solutions(rolled)));
    for (const stream of streams) {
      const { hashes, state } = await stream.result;
      expect(hashes).toBe(state.hashes);
      expect(state.left).toEqual([]);
    }
  });

  it('outlives its threads', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    onTestFinished(() => {
      process.off('worker', note);
    });
    await using miner = await createMiner({ threads: 2, throttle: 10 });
    const { until, ...watch } = progressWatch();
    const stream = miner.solutions({ ...easy, ...watch });
    const nonces = (async () => {
      const found: number[] = [];
      for await (const { nonce } of stream) found.push(nonce);
      return found;
    })();
    await until(({ hashes }) => hashes > 0);
    await miner.pause();
    expect(stream.state().left).not.toEqual([]);
    await Promise.all(workers.map((worker) => worker.terminate()));
    miner.resume();
    expect(ascending(await nonces)).toEqual(solutionsOf(easy));
    expect((await stream.result).hashes).toBe(300_000);
  });
});

describe('while it is paused', () => {
  it('what comes waits, without a pool, and is searched afterwards', async () => {
    const { miner, createPool } = await watched();
    await miner.pause();
    const long = miner.solutions(easy);
    const brief = miner.search({ ...short, order: 'lowest' });
    // Twice as long as the calling thread's patience with a search.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await turns(5);
    expect(createPool).not.toHaveBeenCalled();
    expect(await Promise.race([long.result, brief, 'waiting'])).toBe('waiting');
    expect(long.state().hashes).toBe(0);
    miner.resume();
    const nonces: number[] = [];
    for await (const { nonce } of long) nonces.push(nonce);
    expect(ascending(nonces)).toEqual(solutionsOf(easy));
    expect(await brief).toMatchObject({ status: 'found', solution: { nonce: solutionsOf(short)[0] } });
    expect((await long.result).seconds).toBeGreaterThan(0);
    await miner.close();
  });

  it('the calling thread rests too, and a search that it was at starts no pool', async () => {
    const { miner, createPool } = await watched();
    const work = { header, target: 1n << 238n, nonceRange: { start: 0, end: 2 ** 18 - 1 } };
    const stream = miner.solutions(work);
    await turns(3);
    await miner.pause();
    const { hashes } = stream.state();
    expect(hashes).toBeGreaterThan(0);
    expect(hashes).toBeLessThan(2 ** 18);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stream.state().hashes).toBe(hashes);
    expect(createPool).not.toHaveBeenCalled();
    miner.resume();
    const nonces: number[] = [];
    for await (const { nonce } of stream) nonces.push(nonce);
    expect(ascending(nonces)).toEqual(solutionsOf(work));
    await miner.close();
  });

  it('what was found before is handed over', async () => {
    await using miner = await createMiner({ threads: 2 });
    const stream = miner.solutions({ header, target: (1n << 256n) - 1n });
    await stream.next();
    await miner.pause();
    const held = stream.state().solutions.length;
    expect(held).toBeGreaterThan(0);
    for (let taken = 0; taken < held; taken++) expect((await stream.next()).done).toBe(false);
    expect(stream.state().solutions).toEqual([]);
    const next = stream.next();
    await turns(20);
    expect(await Promise.race([next, 'waiting'])).toBe('waiting');
    miner.resume();
    expect((await next).done).toBe(false);
    await stream.return();
  });

  it('a new template replaces the old one, and only it is searched afterwards', async () => {
    await using miner = await createMiner({ threads: 2 });
    let give = (_: typeof easy & { id: string }) => {};
    const templates = (async function* () {
      yield { ...endless, id: 'old' };
      yield await new Promise<typeof easy & { id: string }>((resolve) => {
        give = resolve;
      });
    })();
    const { until, ...watch } = progressWatch();
    const mined: { id: string; nonce: number }[] = [];
    const mining = (async () => {
      for await (const { id, nonce } of miner.mine(templates, watch)) mined.push({ id, nonce });
    })();
    await until(({ hashes }) => hashes > 0);
    await miner.pause();
    give({ ...easy, id: 'new' });
    await until(({ hashes, isPaused }) => hashes === 0 && isPaused);
    expect(mined).toEqual([]);
    miner.resume();
    await mining;
    expect(mined.every(({ id }) => id === 'new')).toBe(true);
    expect(ascending(mined.map(({ nonce }) => nonce))).toEqual(solutionsOf(easy));
  });
});

describe('the process, while a search is paused,', () => {
  const work = `{ header: '${'00'.repeat(76)}', target: 1n, nonceRange: { start: 0, end: 1_500_000 } }`;

  it('stays, even when what will resume it does not keep it', async () => {
    const result = await runScript(`
      import { createMiner } from 'mine-wasm';
      const miner = await createMiner({ threads: 2, cache: false });
      await miner.pause();
      const searching = miner.search(${work});
      setTimeout(() => miner.resume(), 300).unref();
      console.log((await searching).status);
    `);
    expect(result).toEqual({ code: 0, signal: null, stdout: 'exhausted\n', stderr: '' });
  });

  it('uses next to no CPU', async () => {
    const { stdout, stderr } = await runScript(`
      import { createMiner } from 'mine-wasm';
      const miner = await createMiner({ threads: 4, cache: false });
      const abort = new AbortController();
      let next;
      const moment = () => new Promise((resolve) => { next = resolve; });
      const searching = miner.search({
        ...${work}, nonceRange: undefined, signal: abort.signal, progressInterval: 250,
        onProgress: (progress) => next?.(progress),
      });
      const stream = miner.solutions({ header: '${'00'.repeat(76)}', target: 1n << 230n });
      /** Since it was made: the time that has passed, and the processor's time for each of its seconds. */
      const meter = () => {
        const [time, usage] = [performance.now(), process.cpuUsage()];
        return () => {
          const { user, system } = process.cpuUsage(usage);
          const milliseconds = performance.now() - time;
          return { milliseconds, share: (user + system) / 1000 / milliseconds };
        };
      };

      while ((await moment()).hashes === 0);
      const atWork = meter();
      while ((await moment()).hashes < 5e6);
      const work = atWork();
      await miner.pause();
      // From the first moment on: what is left of compiling weighs less and less, and what goes on does not.
      const atRest = meter();
      let rest;
      do {
        const { isPaused } = await moment();
        rest = { isPaused, ...atRest() };
      } while (rest.milliseconds < work.milliseconds || rest.share > work.share / 10 && rest.milliseconds < 20_000);
      abort.abort();
      const { status } = await searching;
      await stream.return();
      await miner.close();
      const { isPaused } = rest;
      console.log(JSON.stringify({ status, isPaused, isIdle: rest.share <= work.share / 10 || { work, rest } }));
    `);
    expect({ stdout, stderr }).toEqual({
      stdout: '{"status":"aborted","isPaused":true,"isIdle":true}\n',
      stderr: '',
    });
  });
});
