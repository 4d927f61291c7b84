import { createMiner, type SearchProgress } from 'mine-wasm';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CallingThread } from '../../dist/engine/calling-thread.js';
import { nodePlatform } from '../../dist/engine/node-platform.js';
import type { Platform } from '../../dist/engine/platform.js';
import { Engine, kernelModules, withEngine } from './support/engine.js';
import { minerOn } from './support/platform.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

/** Far more than any of these tests waits for. */
const endless = { header: someHeader(), target: IMPOSSIBLE };
const CLOSED = { name: 'MineWasmError', code: 'ERR_CLOSED', message: 'The miner is closed' };
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('an abort', () => {
  it('before the search: nothing is searched, no thread is started', async () => {
    const createPool = vi.fn(nodePlatform.createPool);
    const miner = await minerOn({ createPool });
    const signal = AbortSignal.abort();
    expect(await miner.search({ ...endless, signal })).toMatchObject({ status: 'aborted', hashes: 0 });
    expect(await miner.solutions({ ...endless, signal }).result).toMatchObject({ status: 'aborted' });
    for await (const _ of miner.mine([{ ...endless, id: 1 }], { signal })) expect.unreachable();
    await nextTurn();
    expect(createPool).not.toHaveBeenCalled();
    await miner.close();
  });

  it('in mid search: a result with what was done', async () => {
    const miner = await createMiner({ threads: 2 });
    const abort = new AbortController();
    // On a busy machine threads take longer to start than the first progress to come.
    const onProgress = vi.fn(({ hashes }: SearchProgress) => hashes > 0 && abort.abort());
    const result = await miner.search({ ...endless, signal: abort.signal, onProgress });
    expect(result).toMatchObject({ status: 'aborted', threads: 2 });
    expect(result.hashes).toBeGreaterThan(0);
    expect(result.hashes).toBe(result.state.hashes);
    expect(result.hashRate).toBeCloseTo(result.hashes / result.seconds);
    await miner.close();
  });

  it('while threads are being started: it does not wait for them', async () => {
    let begin = () => {};
    const gate = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const createPool: Platform['createPool'] = async (...args) => {
      await gate;
      return nodePlatform.createPool(...args);
    };
    const miner = await minerOn({ createPool });
    const abort = new AbortController();
    const searching = miner.search({ ...endless, signal: abort.signal });
    abort.abort();
    expect(await searching).toMatchObject({ status: 'aborted', hashes: 0 });
    begin();
    await miner.close();
  });

  it('leaves no listener on its signal', async () => {
    const miner = await createMiner({ threads: 1 });
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const work = { ...endless, nonceRange: { start: 0, end: 9 }, signal };
    await miner.search(work);
    for await (const _ of miner.solutions(work)) expect.unreachable();
    for await (const _ of miner.mine([{ ...work, id: 1 }], { signal })) expect.unreachable();
    expect(added).toHaveBeenCalledTimes(3);
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      expect.arrayContaining(added.mock.calls.map(([, listener]) => listener)),
    );
    await miner.close();
  });

  it('reaches a thread that rests for long', async () => {
    await withEngine({ threads: 2, duty: 1e-7 }, async (engine) => {
      const search = engine.add({ ...endless, target: IMPOSSIBLE, start: 0, end: 1e9 });
      while (search.inFlight() === 0) await nextTurn();
      search.stop('aborted');
      expect(await search.ended).toBe('aborted');
    });
  });

  it('reaches the calling thread when it rests for long', async () => {
    const executor = new CallingThread(await kernelModules());
    const running = executor.run(0, {
      serial: 1,
      kernel: 'scalar',
      header: someHeader(),
      target: new Uint8Array(32),
      versions: Uint32Array.of(1),
      nonce: 0,
      skip: 0,
      count: 1e6,
      candidateLimit: 1,
      duty: 1e-7,
    });
    while (executor.searched() === 0) await nextTurn();
    executor.stop(0, 1);
    const { searched } = await running;
    expect(searched).toBeGreaterThan(0);
    expect(searched).toBeLessThan(1e6);
  });

  it('of work that has not begun reaches it all the same', async () => {
    await withEngine({ threads: 2 }, async (engine) => {
      for (let i = 0; i < 30; i++) {
        const search = engine.add({ ...endless, start: 0, end: 1e9 });
        if (i % 2 === 1) await nextTurn();
        search.stop('aborted');
        expect(await search.ended).toBe('aborted');
        expect(search.state().hashes).toBe(search.hashes);
      }
    });
  });
});

describe('a timeout', () => {
  it('is a result', async () => {
    const miner = await createMiner({ threads: 2 });
    const result = await miner.search({ ...endless, timeout: 0.15 });
    expect(result.status).toBe('timeout');
    expect(result.seconds).toBeGreaterThan(0.14);
    const stream = miner.solutions({ ...endless, timeout: 0.01 });
    for await (const _ of stream) expect.unreachable();
    expect(await stream.result).toMatchObject({ status: 'timeout' });
    await miner.close();
  });

  it.each([(2 ** 31 + 1) / 1000, 1e9, Number.MAX_VALUE, Number.POSITIVE_INFINITY])(
    'of %d seconds does not pass at once',
    async (timeout) => {
      const warned = vi.fn();
      process.on('warning', warned);
      onTestFinished(() => {
        process.off('warning', warned);
      });
      const miner = await createMiner({ threads: 1 });
      const nonceRange = { start: 0, end: 400_000 };
      expect(await miner.search({ ...endless, nonceRange, timeout })).toMatchObject({ status: 'exhausted' });
      await miner.close();
      await nextTurn();
      expect(warned).not.toHaveBeenCalled();
    },
  );
});

describe('an onProgress that throws', () => {
  it('ends its search with what it threw, and no other', async () => {
    await using miner = await createMiner({ threads: 2 });
    const fault = new Error('of the caller');
    const abort = new AbortController();
    const other = miner.search({ ...endless, signal: abort.signal });
    const onProgress = () => {
      throw fault;
    };
    await expect(miner.search({ ...endless, onProgress })).rejects.toBe(fault);
    abort.abort();
    expect(await other).toMatchObject({ status: 'aborted' });
  });
});

describe('close()', () => {
  it('ends everything that runs, as an abort does', async () => {
    const miner = await createMiner({ threads: 2 });
    const results = [miner.search(endless), miner.search({ ...endless, order: 'lowest' })];
    const stream = miner.solutions(endless);
    const mining = (async () => {
      for await (const _ of miner.mine([{ ...endless, id: 1 }])) expect.unreachable();
    })();
    await nextTurn();
    await miner.close();
    for (const result of [...results, stream.result])
      expect(await result).toMatchObject({ status: 'aborted' });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    await mining;
  });

  it('ends mining that waits for its next template', async () => {
    const miner = await createMiner({ threads: 1 });
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const waiting = miner.mine(silent).next();
    await nextTurn();
    await miner.close();
    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  it('is the end: ERR_CLOSED', async () => {
    const miner = await createMiner({ threads: 1 });
    await miner.close();
    await expect(miner.search(endless)).rejects.toMatchObject(CLOSED);
    expect(() => miner.solutions(endless)).toThrow(expect.objectContaining(CLOSED));
    expect(() => miner.mine([])).toThrow(expect.objectContaining(CLOSED));
  });

  it('twice, or at once, or twice at once is fine', async () => {
    const miner = await createMiner({ threads: 2 });
    const searching = miner.search(endless);
    await Promise.all([miner.close(), miner.close()]);
    await miner.close();
    expect(await searching).toMatchObject({ status: 'aborted' });
    await (await createMiner()).close();
  });

  it('leaves no thread, whenever it comes', async () => {
    let open = 0;
    const createPool: Platform['createPool'] = async (...args) => {
      open++;
      const pool = await nodePlatform.createPool(...args);
      const close = pool.close.bind(pool);
      pool.close = async () => {
        await close();
        open--;
      };
      return pool;
    };
    const short = { ...endless, nonceRange: { start: 0, end: 2 ** 19 - 1 } };
    for (const delay of [0, 5, 99, 100, 101, 150]) {
      const miner = await minerOn({ createPool }, { kernel: 'scalar' });
      // Too much together for the calling thread: after 100 ms they move to a pool.
      const streams = [1, 2, 3, 4, 5, 6, 7, 8].map(() => miner.solutions(short));
      await new Promise((resolve) => setTimeout(resolve, delay));
      await miner.close();
      for (const { result } of streams) expect((await result).status).toMatch(/aborted|exhausted/);
      for (let turn = 0; turn < 20; turn++) await nextTurn();
      expect(open).toBe(0);
    }
  });

  it('comes with `await using`', async () => {
    let kept: Awaited<ReturnType<typeof createMiner>>;
    {
      await using miner = await createMiner({ threads: 1 });
      kept = miner;
      await using stream = miner.solutions(endless);
      expect(await Promise.race([stream.result, 'running'])).toBe('running');
    }
    await expect(kept.search(endless)).rejects.toMatchObject(CLOSED);
  });
});

describe('threads that can not be started', () => {
  it('ERR_WORKER, and the next search tries again', async () => {
    const cause = new Error('no more threads');
    const createPool = vi.fn(nodePlatform.createPool).mockRejectedValueOnce(cause);
    const miner = await minerOn({ createPool });
    // Undelivered solutions, and a consumer who makes room while there is no pool.
    const stream = miner.solutions({ ...endless, target: (1n << 256n) - 1n });
    await expect(stream.result).rejects.toMatchObject({ code: 'ERR_WORKER', cause });
    await expect(stream.next()).rejects.toMatchObject({ code: 'ERR_WORKER' });
    expect(await miner.search({ ...endless, timeout: 0.2 })).toMatchObject({ status: 'timeout' });
    expect(createPool).toHaveBeenCalledTimes(2);
    await miner.close();
  });

  it('does not disturb those who consume what was found before', async () => {
    const createPool = vi.fn().mockRejectedValue(new Error('no more threads'));
    const miner = await minerOn({ createPool }, { kernel: 'scalar' });
    // Begins on the calling thread; nobody takes its solutions, so it moves to the pool that fails.
    const stream = miner.solutions({
      ...endless,
      target: (1n << 256n) - 1n,
      nonceRange: { start: 0, end: 99_999 },
    });
    await expect(stream.result).rejects.toMatchObject({ code: 'ERR_WORKER' });
    let delivered = 0;
    const consume = async () => {
      for await (const _ of stream) delivered++;
    };
    await expect(consume()).rejects.toMatchObject({ code: 'ERR_WORKER' });
    expect(delivered).toBeGreaterThanOrEqual(1024);
    await miner.close();
  });
});

describe('an engine that is closed', () => {
  it('rejects what is in flight and what comes', async () => {
    const engine = await Engine.start({ threads: 2 });
    const search = engine.add({ ...endless, start: 0, end: 1e9 });
    await nextTurn();
    await engine.close();
    await expect(search.ended).rejects.toMatchObject({ code: 'ERR_WORKER' });
  });
});
