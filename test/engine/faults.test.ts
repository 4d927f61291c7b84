import { setFlagsFromString } from 'node:v8';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ascending, type Problem, scan } from '../support/oracle.js';
import { type EngineOptions, withEngine } from './support/engine.js';
import { FAULTY_WORKER, type Fault, plan, tally } from './support/faults.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';

const CHUNK = 20_000;
const header = someHeader();
/** Some two dozen solutions. */
const easy: Problem = { header, target: 1n << 242n, start: 5, end: 399_999 };
const hard: Problem = { ...easy, target: IMPOSSIBLE };
const SOLUTIONS = scan(easy);
/** A nonce that is none of them, near the end of the tenth chunk. */
const AT = 200_003;
const faulty: EngineOptions = { threads: 2, chunk: CHUNK, workerFile: FAULTY_WORKER };

/** Threads that are started from now on have little memory, until the test is over. */
function limitMemory(): void {
  setFlagsFromString('--max-old-space-size=40');
  onTestFinished(() => setFlagsFromString('--max-old-space-size=0'));
}

describe('a worker that dies', () => {
  it.each([{ kind: 'exit' }, { kind: 'throw' }, { kind: 'memory' }, { kind: 'hang' }] as const)(
    '$kind: loses nothing, and at most its chunk is hashed again',
    async ({ kind }) => {
      const options = { ...faulty, ...(kind === 'hang' && { silenceSeconds: 2 }) };
      if (kind === 'memory') limitMemory();
      const faults = plan([{ kind, at: AT }]);
      await withEngine(options, async (engine) => {
        const { status, search, nonces } = await engine.run(hard);
        expect({ status, nonces, hashes: search.hashes }).toEqual({
          status: 'exhausted',
          nonces: [],
          hashes: hard.end - hard.start + 1,
        });
        expect(search.hardwareErrors).toBe(0);
      });
      expect(faults.happened()).toBe(1);
      const { outside, never, twice } = tally(faults.batches(), hard.start, hard.end);
      expect({ outside, never }).toEqual({ outside: 0, never: 0 });
      expect(twice).toBeLessThanOrEqual(CHUNK);
    },
  );

  it.each(['all', 'lowest', 'first'] as const)(
    'again and again: the right result, order %s',
    async (order) => {
      // Every tenth chunk takes its worker down the first time.
      const faults: Fault[] = [0, 1, 2, 3].map((n) => ({
        kind: n % 2 === 0 ? 'exit' : 'throw',
        at: 3 * CHUNK + n * 5 * CHUNK + 7,
      }));
      const { happened } = plan(faults);
      await withEngine(faulty, async (engine) => {
        const { nonces, search } = await engine.run(easy, order);
        if (order === 'all') {
          expect(ascending(nonces)).toEqual(SOLUTIONS);
          expect(search.hashes).toBe(easy.end - easy.start + 1);
          expect(happened()).toBe(4);
        } else if (order === 'lowest') expect(nonces).toEqual([SOLUTIONS[0]]);
        else expect(SOLUTIONS).toContain(nonces[0]);
      });
    },
  );

  it('in the chunk with the lowest solution: it is found all the same', async () => {
    const { happened } = plan([{ kind: 'exit', at: SOLUTIONS[0]!, times: 3 }]);
    await withEngine(faulty, async (engine) => {
      expect((await engine.run(easy, 'lowest')).nonces).toEqual([SOLUTIONS[0]]);
    });
    expect(happened()).toBe(3);
  });

  it('leaves all its lanes to the search: as many chunks side by side as before', async () => {
    plan([{ kind: 'exit', at: 30_000 }]);
    await withEngine({ ...faulty, threads: 3 }, async (engine) => {
      await engine.run(hard);
      const search = engine.add({ ...hard, end: 3_000_000 });
      expect([...search.flights]).toHaveLength(3);
      search.stop('aborted');
      await search.ended;
    });
  });

  it('terminated from outside, several times, busy or idle', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    onTestFinished(() => {
      process.off('worker', note);
    });
    const { batches } = plan([]);
    const long: Problem = { ...hard, end: 2_999_999 };
    await withEngine({ ...faulty, chunk: 100_000 }, async (engine) => {
      const search = engine.add(long);
      for (const part of [0.1, 0.3, 0.5, 0.7]) {
        while (search.hashes < part * search.total) await new Promise((resolve) => setImmediate(resolve));
        await workers.at(-1)!.terminate();
      }
      expect(await search.ended).toBe('exhausted');
      expect(search.hashes).toBe(search.total);
      await Promise.all(workers.map((worker) => worker.terminate()));
      // Those were idle. What comes next has new ones.
      expect(ascending((await engine.run(easy)).nonces)).toEqual(SOLUTIONS);
    });
    expect(
      tally(
        batches().filter(({ count }) => count > 0),
        5,
        long.end,
      ).never,
    ).toBe(0);
  });

  it('on the same work five times: ERR_WORKER, with the cause', async () => {
    const { happened } = plan([{ kind: 'throw', at: AT, times: 100 }]);
    await withEngine(faulty, async (engine) => {
      const search = engine.add(hard);
      await expect(search.ended).rejects.toMatchObject({
        code: 'ERR_WORKER',
        cause: { message: 'a fault of this test' },
      });
      expect(happened()).toBe(5);
      // What is left can still be resumed, and the engine goes on.
      const left = search.state().left.map(([start, end]) => [Number(start), Number(end)]);
      expect(left.some(([start, end]) => start! <= AT && AT <= end!)).toBe(true);
      expect((await engine.run({ ...hard, end: AT - 1 })).status).toBe('exhausted');
    });
  });

  it('says ERR_WORKER of five deaths too, and solutions found before are delivered', async () => {
    const { happened } = plan([{ kind: 'exit', at: AT, times: 100 }]);
    await withEngine({ ...faulty, threads: 1 }, async (engine) => {
      const search = engine.add(easy);
      await expect(search.ended).rejects.toMatchObject({ code: 'ERR_WORKER' });
      const before = ascending(search.solutions.map(({ nonce }) => nonce));
      expect(before).toEqual(SOLUTIONS.filter((nonce) => nonce < 5 + 9 * CHUNK));
    });
    expect(happened()).toBe(5);
  });
});

describe('a kernel that says it searched', () => {
  it.each(['idle', 'eager'] as const)('what it did not (%s): the chunk is done again', async (kind) => {
    const { happened } = plan([{ kind, at: AT }]);
    await withEngine(faulty, async (engine) => {
      const { nonces, search } = await engine.run(easy);
      expect(ascending(nonces)).toEqual(SOLUTIONS);
      expect(search.hashes).toBe(search.total);
    });
    expect(happened()).toBe(1);
  });
});

describe('wrong results', () => {
  it.each(['wrong', 'stray'] as const)('%s: caught, counted, searched by another kernel', async (kind) => {
    const faults = plan([{ kind, at: AT, kernel: 'simd', times: 2 }]);
    await withEngine(faulty, async (engine) => {
      const { nonces, search } = await engine.run(easy);
      expect(ascending(nonces)).toEqual(SOLUTIONS);
      expect(search.hardwareErrors).toBe(1);
      expect(search.hashes).toBe(search.total);
      // Once is not yet enough to give the kernel up.
      expect(engine.choices.of('fixed').choice.kernel).toBe('simd');
    });
    expect(faults.happened()).toBe(1);
    const again = faults.batches().filter(({ kernel }) => kernel === 'scalar');
    expect(tally(again, AT - 2, AT).never).toBe(0);
    expect(again.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(CHUNK);
  });

  it('are never the result: orders first and lowest', async () => {
    for (const order of ['first', 'lowest'] as const) {
      const { happened } = plan([{ kind: 'wrong', at: 6, kernel: 'simd' }]);
      await withEngine({ ...faulty, threads: 1 }, async (engine) => {
        const { nonces, search } = await engine.run(easy, order);
        expect(SOLUTIONS).toContain(nonces[0]);
        if (order === 'lowest') expect(nonces).toEqual([SOLUTIONS[0]]);
        expect(search.hardwareErrors).toBe(1);
      });
      expect(happened()).toBe(1);
    }
  });

  it('three times: the kernel is not used any more', async () => {
    const at = [10_000, 150_000, 290_000];
    const faults = plan(at.map((nonce) => ({ kind: 'wrong', at: nonce, kernel: 'simd' })));
    await withEngine({ ...faulty, threads: 1 }, async (engine) => {
      const { nonces, search } = await engine.run(easy);
      expect(ascending(nonces)).toEqual(SOLUTIONS);
      expect(search.hardwareErrors).toBe(3);
      expect(engine.choices.of('fixed').choice).toEqual({ kernel: 'scalar', reason: 'only' });
    });
    const last = faults.batches().filter(({ nonce }) => nonce > 300_000);
    expect(new Set(last.map(({ kernel }) => kernel))).toEqual(new Set(['scalar']));
  });

  it('of every kernel: ERR_HARDWARE', async () => {
    plan([{ kind: 'wrong', at: AT, times: 100 }]);
    await withEngine(faulty, async (engine) => {
      const search = engine.add(hard);
      await expect(search.ended).rejects.toMatchObject({
        code: 'ERR_HARDWARE',
        message: expect.stringMatching(
          /^simd and scalar gave wrong results for \d+–\d+, and there is no other/,
        ),
      });
      expect(search.hardwareErrors).toBe(2);
      expect(search.solutions).toEqual([]);
    });
  });

  it('of the only kernel: ERR_HARDWARE', async () => {
    plan([{ kind: 'wrong', at: AT, times: 100 }]);
    await withEngine({ ...faulty, usable: ['scalar'], kernel: 'scalar' }, async (engine) => {
      await expect(engine.add(hard).ended).rejects.toMatchObject({ code: 'ERR_HARDWARE' });
    });
  });
});

describe('a kernel that misses a planted nonce', () => {
  // It goes blind in the middle; every chunk is followed by a planted batch, so each blind chunk is found out.
  const options = { plantEvery: 0 };

  it('has its work since the last one done again by another: nothing missed, nothing twice', async () => {
    const { happened } = plan([{ kind: 'blind', at: AT, kernel: 'simd' }], options);
    await withEngine({ ...faulty, threads: 1 }, async (engine) => {
      const { nonces, search, status } = await engine.run(easy);
      expect(status).toBe('exhausted');
      expect(ascending(nonces)).toEqual(SOLUTIONS);
      expect(search.hardwareErrors).toBeGreaterThan(0);
      expect(search.hashes).toBe(search.total);
      expect(search.state().hashes).toBe(search.total);
    });
    expect(happened()).toBe(1);
  });

  it('has a whole stretch done again, of which solutions were reported: none is reported twice', async () => {
    // Blind from a late chunk on, with the next planted batch only then: all before is doubted.
    const late = { kind: 'blind', at: 300_003, kernel: 'simd' } as const;
    const faults = plan([late], { plantEvery: 150 });
    const long: Problem = { ...easy, end: 3_999_999, target: 1n << 240n };
    await withEngine({ ...faulty, threads: 1, chunk: 100_000 }, async (engine) => {
      const search = engine.add(long);
      const { nonces } = await engine.collect(search);
      expect(new Set(nonces).size).toBe(nonces.length);
      expect(search.hashes).toBe(search.total);
      expect(search.hardwareErrors).toBeGreaterThan(0);
      const whole = await engine.run(long);
      expect(ascending(nonces)).toEqual(ascending(whole.nonces));
    });
    expect(faults.happened()).toBe(1);
    expect(tally(faults.batches(), 300_003, 399_999).never).toBe(0);
  });

  it('that was new to its thread: its self-test keeps it from being used at all', async () => {
    const faults = plan([{ kind: 'unfit', kernel: 'simd' }]);
    await withEngine(faulty, async (engine) => {
      const { nonces, search } = await engine.run(easy);
      expect(ascending(nonces)).toEqual(SOLUTIONS);
      expect(search.hardwareErrors).toBeGreaterThanOrEqual(3);
      expect(engine.choices.of('fixed').choice.kernel).toBe('scalar');
    });
    expect(faults.batches().filter(({ kernel }) => kernel === 'simd')).toEqual([]);
  });

  it('and so does every other: ERR_HARDWARE', async () => {
    plan([{ kind: 'unfit' }]);
    await withEngine(faulty, async (engine) => {
      await expect(engine.add(hard).ended).rejects.toMatchObject({ code: 'ERR_HARDWARE' });
    });
  });
});
