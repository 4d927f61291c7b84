import { createMiner, type Miner, type MineTemplate } from 'mine-wasm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ascending, scan } from '../support/oracle.js';
import { plan } from './support/faults.js';
import { minerWith } from './support/platform.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

/** Templates, handed out when the test says so. */
class Source implements AsyncIterableIterator<MineTemplate<number>> {
  readonly return = vi.fn(async () => ({ value: undefined, done: true as const }));
  #waiting: ((result: IteratorResult<MineTemplate<number>>) => void)[] = [];
  #rejecters: ((error: Error) => void)[] = [];
  #ready: IteratorResult<MineTemplate<number>>[] = [];

  next(): Promise<IteratorResult<MineTemplate<number>>> {
    const ready = this.#ready.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      this.#rejecters.push(reject);
    });
  }

  push(value: MineTemplate<number>): void {
    this.#settle({ value, done: false });
  }

  end(): void {
    this.#settle({ value: undefined, done: true });
  }

  fail(error: Error): void {
    this.#rejecters.shift()?.(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(result: IteratorResult<MineTemplate<number>>): void {
    const resolve = this.#waiting.shift();
    this.#rejecters.shift();
    if (resolve === undefined) this.#ready.push(result);
    else resolve(result);
  }
}

const rich = (id: number): MineTemplate<number> => ({ id, header: someHeader(id), target: 1n << 246n });
const poor = (id: number): MineTemplate<number> => ({ id, header: someHeader(id), target: IMPOSSIBLE });
const short = (id: number): MineTemplate<number> => ({ ...rich(id), nonceRange: { start: 0, end: 19_999 } });
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

let miner: Miner;
beforeAll(async () => {
  miner = await createMiner({ threads: 2 });
});
afterAll(() => miner.close());

describe('mine()', () => {
  it('finds all solutions of the last template, and ends', async () => {
    const nonces: number[] = [];
    for await (const { id, nonce } of miner.mine([rich(1), poor(2), short(3)])) {
      expect(id).toBe(3);
      nonces.push(nonce);
    }
    expect(ascending(nonces)).toEqual(
      scan({ header: someHeader(3), target: 1n << 246n, start: 0, end: 19_999 }),
    );
  });

  it('a new template replaces the one before at once: nothing of that comes any more', async () => {
    const source = new Source();
    const mining = miner.mine(source);
    source.push(rich(1));
    let current = 1;
    let seen = 0;
    for await (const { id, header } of mining) {
      expect(id).toBe(current);
      expect(header.startsWith(Buffer.from(someHeader(id)).toString('hex'))).toBe(true);
      if (++seen % 7 !== 0) continue;
      if (current === 6) break;
      source.push(rich(++current));
      // The source's promise has its turn; from then on the new one counts.
      await nextTurn();
    }
    expect(current).toBe(6);
    expect(source.return).toHaveBeenCalledTimes(1);
  });

  it('wakes for a new template while the one before gives nothing', async () => {
    const source = new Source();
    source.push(poor(1));
    const mining = miner.mine(source);
    const first = mining.next();
    await nextTurn();
    source.push(poor(2));
    await nextTurn();
    source.push(short(3));
    expect((await first).value).toMatchObject({ id: 3 });
    await mining.return(undefined);
  });

  it('waits for the next template when one is done', async () => {
    const source = new Source();
    const mining = miner.mine(source);
    const empty = (id: number) => ({ ...poor(id), nonceRange: { start: 0, end: 100 } });
    source.push(empty(1));
    const first = mining.next();
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    source.push(empty(2));
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    source.push(short(3));
    expect((await first).value).toMatchObject({ id: 3 });
    source.end();
    let last: { id: number } | undefined;
    for await (const solution of mining) last = solution;
    expect(last).toMatchObject({ id: 3 });
  });

  it.each([0, 1, 2, 3, 4, 5])('mines a template that came %i microtasks before the end', async (ticks) => {
    const source = new Source();
    const mining = miner.mine(source);
    source.push({ ...poor(1), nonceRange: { start: 0, end: 10 } });
    const first = mining.next();
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    source.push(short(2));
    for (let tick = 0; tick < ticks; tick++) await null;
    source.end();
    expect((await first).value).toMatchObject({ id: 2 });
    await mining.return(undefined);
  });

  it('takes any id, templates of any iterable, and an empty one', async () => {
    const id = { job: 'a' };
    const mining = miner.mine(new Set([{ ...short(1), id }]));
    expect((await mining.next()).value?.id).toBe(id);
    await mining.return(undefined);
    async function* templates() {
      yield { ...short(1), id: 'b' };
    }
    for await (const solution of miner.mine(templates())) expect(solution.id).toBe('b');
    for await (const _ of miner.mine([])) expect.unreachable();
  });

  it('an error of the source reaches the consumer, and ends it', async () => {
    const source = new Source();
    source.push(poor(1));
    const mining = miner.mine(source);
    const next = mining.next();
    await nextTurn();
    source.fail(new Error('node is gone'));
    await expect(next).rejects.toThrow('node is gone');
    expect(await mining.next()).toEqual({ value: undefined, done: true });
    async function* broken(): AsyncGenerator<MineTemplate> {
      yield poor(1);
      throw new Error('broken');
    }
    await expect(miner.mine(broken()).next()).rejects.toThrow('broken');
  });

  it('a template that is none is an InputError', async () => {
    await expect(miner.mine([{ id: 1, header: 'xyz' }]).next()).rejects.toMatchObject({
      code: 'ERR_INVALID_HEADER',
      option: 'header',
    });
    // @ts-expect-error no object
    await expect(miner.mine([null]).next()).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'template',
    });
  });

  it('an abort ends it, though the source is silent', async () => {
    const abort = new AbortController();
    const source = new Source();
    source.push(poor(1));
    const next = miner.mine(source, { signal: abort.signal }).next();
    await nextTurn();
    abort.abort();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(source.return).toHaveBeenCalledTimes(1);
  });

  it('an abort drops what was found and not taken', async () => {
    const abort = new AbortController();
    const mining = miner.mine([rich(1)], { signal: abort.signal });
    await mining.next();
    abort.abort();
    expect(await mining.next()).toEqual({ value: undefined, done: true });
  });

  it('a fault of the search reaches the consumer', async () => {
    plan([{ kind: 'throw', at: 2_000_000, times: 100 }], { header: someHeader(1) });
    const faulty = await minerWith(new URL('./fixtures/faulty-worker.cjs', import.meta.url));
    const source = new Source();
    source.push({ ...poor(1), nonceRange: { start: 1_000_000, end: 3_000_000 } });
    await expect(faulty.mine(source).next()).rejects.toMatchObject({ code: 'ERR_WORKER' });
    expect(source.return).toHaveBeenCalledTimes(1);
    await faulty.close();
  });

  it('reports progress of each template', async () => {
    const source = new Source();
    source.push({ ...poor(1), nonceRange: { start: 0, end: 2_999_999 } });
    const onProgress = vi.fn();
    const next = miner.mine(source, { onProgress, progressInterval: 10 }).next();
    await vi.waitFor(() =>
      expect(onProgress).toHaveBeenCalledWith(expect.objectContaining({ total: 3_000_000 })),
    );
    source.push({ ...poor(2), nonceRange: { start: 0, end: 3_999_999 } });
    await vi.waitFor(() =>
      expect(onProgress).toHaveBeenCalledWith(expect.objectContaining({ total: 4_000_000 })),
    );
    source.end();
    expect((await next).done).toBe(true);
  });
});
