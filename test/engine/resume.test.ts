import fc from 'fast-check';
import { createMiner, type SearchState } from 'mine-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ascending, type Problem, scan } from '../support/oracle.js';
import { Engine } from './support/engine.js';
import { KERNELS, problem, someHeader } from './support/problems.js';

const roundTrip = (state: SearchState): SearchState => JSON.parse(JSON.stringify(state));
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe.each([
  { threads: 1, chunk: 300 },
  { threads: 3, chunk: 1000 },
])('interrupted at random moments: $threads threads, chunks of $chunk', ({ threads, chunk }) => {
  let engines: Engine[];
  beforeAll(async () => {
    // A resumed run need not have the kernel of the first.
    engines = await Promise.all(KERNELS.map((kernel) => Engine.start({ kernel, threads, chunk })));
  });
  afterAll(() => Promise.all(engines.map((engine) => engine.close())));

  /** Stops after so many deliveries or turns, goes on from the state, and so on to the end. */
  async function inPieces(some: Problem, stops: readonly number[], isKilled: boolean) {
    const delivered: number[] = [];
    let state: SearchState | undefined;
    for (let run = 0; ; run++) {
      const engine = engines[run % engines.length]!;
      const search = engine.add(some, 'all', state);
      const turns = stops[run] ?? Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < turns && !search.hasEnded; turn++) {
        const solution = search.deliver();
        engine.coordinator.refill();
        if (solution === undefined) await nextTurn();
        else delivered.push(solution.nonce);
      }
      // Killed: the state is one of the middle of the run, and what was in flight is lost.
      const early = search.state();
      search.stop('aborted');
      const status = await search.ended;
      state = roundTrip(isKilled ? early : search.state());
      if (!isKilled) expect(state.hashes).toBe(search.hashes);
      if (status === 'exhausted') {
        for (let last = search.deliver(); last !== undefined; last = search.deliver())
          delivered.push(last.nonce);
        return { delivered, hashes: search.hashes, runs: run + 1 };
      }
    }
  }

  it.each([false, true])('every solution once, every nonce counted once (killed: %s)', async (isKilled) => {
    let runs = 0;
    const stops = fc.array(fc.nat(12), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(problem(6000), stops, async (some, moments) => {
        const outcome = await inPieces(some, moments, isKilled);
        expect(ascending(outcome.delivered)).toEqual(scan(some));
        expect(outcome.hashes).toBe(some.end - some.start + 1);
        runs += outcome.runs;
      }),
      { numRuns: 40 },
    );
    // It was interrupted indeed.
    expect(runs).toBeGreaterThan(60);
  });

  it('the lowest is the lowest', async () => {
    await fc.assert(
      fc.asyncProperty(problem(6000), fc.array(fc.nat(4), { maxLength: 8 }), async (some, moments) => {
        let state: SearchState | undefined;
        for (let run = 0; ; run++) {
          const search = engines[run % engines.length]!.add(some, 'lowest', state);
          for (let turn = 0; turn < (moments[run] ?? Number.POSITIVE_INFINITY) && !search.hasEnded; turn++) {
            await nextTurn();
          }
          search.stop('aborted');
          const status = await search.ended;
          state = roundTrip(search.state());
          if (status === 'aborted') continue;
          expect(search.best?.nonce).toBe(scan(some)[0]);
          return;
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('through the public API', () => {
  const header = someHeader();
  const target = 1n << 241n;
  const nonceRange = { start: 7, end: 1_500_006 };
  const work = { header, target, nonceRange };

  it('aborts are results, their states add up, and a finished state needs no more work', async () => {
    const miner = await createMiner({ threads: 2 });
    let resume: SearchState | undefined;
    let hashes = 0;
    let seconds = 0;
    for (let run = 0; ; run++) {
      const abort = new AbortController();
      const result = await miner.search({
        ...work,
        target: 1n,
        resume,
        signal: abort.signal,
        progressInterval: 10,
        onProgress: (progress) => {
          expect(progress.hashes).toBeLessThanOrEqual(progress.total);
          expect(progress.hashes).toBeGreaterThanOrEqual(hashes);
          if (progress.hashes > hashes + 200_000) abort.abort();
        },
      });
      expect(result.hashes).toBe(result.state.hashes);
      expect(result.hashes).toBeGreaterThanOrEqual(hashes);
      expect(result.seconds).toBeGreaterThan(seconds);
      expect(result.state.left.length === 0).toBe(result.status === 'exhausted');
      ({ hashes, seconds } = result);
      resume = roundTrip(result.state);
      if (result.status === 'exhausted') break;
      expect(result.status).toBe('aborted');
      expect(run).toBeLessThan(50);
    }
    expect(hashes).toBe(1_500_000);
    expect(await miner.search({ ...work, target: 1n, resume })).toMatchObject({
      status: 'exhausted',
      hashes: 1_500_000,
    });
    await miner.close();
  });

  it('a state of onProgress or of the stream stands for a kill: what was handed over is not in it', async () => {
    const miner = await createMiner({ threads: 2 });
    const expected: number[] = [];
    for await (const { nonce } of miner.solutions(work)) expected.push(nonce);
    expect(expected.length).toBeGreaterThan(20);
    const delivered: number[] = [];
    let resume: SearchState | undefined;
    for (let leaves = 3; ; ) {
      let seen = 0;
      const stream = miner.solutions({ ...work, resume });
      for await (const { nonce } of stream) {
        delivered.push(nonce);
        seen++;
        if (leaves > 0 && seen === 4) break;
      }
      const result = await stream.result;
      resume = roundTrip(leaves > 0 ? stream.state() : result.state);
      expect(resume.solutions.every(({ nonce }) => !delivered.includes(nonce))).toBe(true);
      if (leaves-- === 0) {
        expect(result).toMatchObject({ status: 'exhausted', hashes: 1_500_000 });
        break;
      }
    }
    expect(ascending(delivered)).toEqual(ascending(expected));
    await miner.close();
  });

  it('a found state gives the same solution again, without work', async () => {
    const miner = await createMiner({ threads: 1 });
    const result = await miner.search(work);
    expect(result.status).toBe('found');
    const again = await miner.search({ ...work, resume: roundTrip(result.state) });
    expect(again).toMatchObject({
      status: 'found',
      hashes: result.hashes,
      solution: result.status === 'found' ? result.solution : {},
    });
    await miner.close();
  });

  it('leaves the state that it was given as it was', async () => {
    const miner = await createMiner({ threads: 1 });
    const options = { ...work, target: 1n, nonceRange: { start: 0, end: 30_000_000 } };
    const resume = (await miner.search({ ...options, timeout: 0.02 })).state;
    const copy = roundTrip(resume);
    await miner.search({ ...options, resume, timeout: 0.02 });
    expect(resume).toEqual(copy);
    await miner.close();
  });
});
