import { createMiner, type Miner, type Solution } from 'mine-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ascending, hashOf, scan } from '../support/oracle.js';
import { Engine } from './support/engine.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

const header = someHeader();
const EVERY = (1n << 256n) - 1n;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

let miner: Miner;
beforeAll(async () => {
  miner = await createMiner({ threads: 2 });
});
afterAll(() => miner.close());

describe('solutions()', () => {
  it('gives every one, with all that is known about it', async () => {
    const work = { header, target: 1n << 244n, nonceRange: { start: 100, end: 40_099 } };
    const solutions: Solution[] = [];
    for await (const solution of miner.solutions(work)) solutions.push(solution);
    expect(ascending(solutions.map(({ nonce }) => nonce))).toEqual(
      scan({ header, target: work.target, start: 100, end: 40_099 }),
    );
    for (const {
      nonce,
      hash,
      header: solved,
      version,
      target,
      hashes,
      hashRate,
      seconds,
      ...rest
    } of solutions) {
      const bytes = Buffer.from(solved, 'hex');
      expect(bytes.subarray(0, 76)).toEqual(Buffer.from(header));
      expect(bytes.readUInt32LE(76)).toBe(nonce);
      expect(bytes.readInt32LE(0)).toBe(version);
      expect(BigInt(`0x${hash}`)).toBe(hashOf(header, nonce));
      expect(BigInt(`0x${target}`)).toBe(work.target);
      expect(hashes).toBeLessThanOrEqual(40_000);
      expect(hashRate).toBeCloseTo(hashes / seconds);
      expect(rest).toEqual({ difficulty: expect.any(Number), kernel: miner.choice.kernel, threads: 2 });
    }
  });

  it('waits for a slow consumer, who gets everything in the end', async () => {
    const engine = await Engine.start({ threads: 2 });
    const total = 30_000;
    const search = engine.add({ header, target: EVERY, start: 0, end: total - 1 });
    // It pauses: nothing is in flight, and still it has not ended.
    while ([...search.flights].length > 0) await nextTurn();
    expect(search.hasEnded).toBe(false);
    expect(search.solutions.length).toBeGreaterThanOrEqual(1024);
    expect(search.solutions.length).toBeLessThanOrEqual(1024 * 3);
    expect(search.hashes).toBe(search.solutions.length);
    let most = 0;
    const nonces: number[] = [];
    while (!search.hasEnded || search.solutions.length > 0) {
      const solution = search.deliver();
      engine.coordinator.refill();
      if (solution === undefined) await search.news();
      else nonces.push(solution.nonce);
      most = Math.max(most, search.solutions.length);
    }
    expect(most).toBeLessThanOrEqual(1024 * 3);
    expect(ascending(nonces)).toEqual(Array.from({ length: total }, (_, nonce) => nonce));
    await engine.close();
  });

  it('waits for a slow consumer of the public API too', async () => {
    const stream = miner.solutions({ header, target: EVERY, nonceRange: { start: 5, end: 20_004 } });
    const nonces = new Set<number>();
    for await (const { nonce } of stream) {
      nonces.add(nonce);
      if (nonces.size % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      expect(stream.state().solutions.length).toBeLessThanOrEqual(1024 * 3);
    }
    expect(nonces.size).toBe(20_000);
    expect((await stream.result).hashes).toBe(20_000);
  });

  it('a paused search can be stopped, and its state keeps what was not taken', async () => {
    const stream = miner.solutions({ header, target: EVERY, nonceRange: { start: 0, end: 99_999 } });
    const { value } = await stream.next();
    await stream.return();
    const { status, state, hashes } = await stream.result;
    expect(status).toBe('aborted');
    expect(state.hashes).toBe(hashes);
    expect(state.solutions.map(({ nonce }) => nonce)).not.toContain(value?.nonce);
    expect(state.solutions.length + 1).toBe(hashes);
  });

  it('begins at once, not with the first next()', async () => {
    const stream = miner.solutions({ header, target: IMPOSSIBLE, nonceRange: { start: 0, end: 999 } });
    expect(await stream.result).toMatchObject({ status: 'exhausted', hashes: 1000 });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('leaving the loop stops the search', async () => {
    const stream = miner.solutions({ header, target: 1n << 244n });
    for await (const _ of stream) break;
    expect(await stream.result).toMatchObject({ status: 'aborted' });
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('so does throwing in it, and return() while next() waits', async () => {
    const thrown = miner.solutions({ header, target: 1n << 244n });
    const consume = async () => {
      for await (const _ of thrown) throw new Error('of the consumer');
    };
    await expect(consume()).rejects.toThrow('of the consumer');
    expect(await thrown.result).toMatchObject({ status: 'aborted' });

    const waiting = miner.solutions({ header, target: IMPOSSIBLE });
    const next = waiting.next();
    expect(await waiting.return()).toEqual({ value: undefined, done: true });
    expect(await next).toEqual({ value: undefined, done: true });
  });

  it('several next() at once get different solutions', async () => {
    const stream = miner.solutions({ header, target: 1n << 250n, nonceRange: { start: 0, end: 9999 } });
    const taken = await Promise.all([1, 2, 3, 4, 5].map(() => stream.next()));
    expect(new Set(taken.map(({ value }) => value?.nonce)).size).toBe(5);
    await stream.return();
  });
});
