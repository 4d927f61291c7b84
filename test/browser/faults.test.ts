import { describe, expect, it } from 'vitest';
import { tally } from '../engine/support/faults.js';
import { IMPOSSIBLE, someHeader } from '../engine/support/problems.js';
import { ascending, scan } from '../support/oracle.js';
import { bundle } from './support/bundle.js';
import { onEnginePage } from './support/engine-page.js';
import { FaultLog } from './support/fault-plan.js';

const CHUNK = 20_000;
const header = someHeader();
/** A dozen solutions. */
const easy = { header, target: 1n << 242n, start: 5, end: 199_999 };
const SOLUTIONS = scan(easy);
/** A nonce that is none of them, near the end of the fifth chunk. */
const AT = 100_003;
/** A nonce near the end of the first chunk. */
const FIRST = easy.start + CHUNK - 10;
const HASHES = easy.end - easy.start + 1;

interface More {
  readonly threads?: number;
  readonly chunk?: number;
  readonly order?: 'lowest';
  readonly terminateAt?: readonly number[];
  readonly blockMilliseconds?: number;
}

const written = (problem: typeof easy) => ({
  ...problem,
  header: [...problem.header] as never,
  target: String(problem.target),
});

describe.each(['shared', 'messages'] as const)('in Chromium, memory: %s', (memory) => {
  const log = new FaultLog();
  const page = onEnginePage(memory, async () => ({
    '/faulty.js': await bundle('test/browser/workers/faulty.ts'),
    ...log.handlers,
  }));

  const search = (script: string, problem = easy, { threads = 2, chunk = CHUNK, ...more }: More = {}) => {
    const setup = { kernel: 'simd', threads, chunk } as const;
    const options = { setup, memory, script, problem: written(problem), ...more };
    return page().evaluate((options) => globalThis.engineTests.search(options), options);
  };

  describe('a worker that dies in the middle', () => {
    const kinds = (['throw', 'uncaught', 'close', 'hang'] as const).flatMap((kind) => [
      { kind, threads: 1 },
      { kind, threads: 2 },
    ]);

    it.each(kinds)(
      '$kind, of $threads: is replaced, every solution is found once, and at most its chunk is hashed again',
      async ({ kind, threads }) => {
        // In the first chunk of each worker: with all of them dead, only new ones can do the rest.
        const faults = Array.from({ length: threads }, (_, n) => ({ kind, at: FIRST + n * CHUNK }));
        const { workers, ...found } = await search(log.plan(header, faults), easy, { threads });
        expect({ ...found, nonces: ascending(found.nonces!) }).toEqual({
          status: 'exhausted',
          nonces: SOLUTIONS,
          hashes: HASHES,
          hardwareErrors: 0,
        });
        expect(workers).toBeGreaterThanOrEqual(threads + 1);
        expect(log.happened).toBe(threads);
        const batches = log.batches.map((batch) => ({ kernel: 'simd', thread: 0, ...batch }));
        const { outside, never, twice } = tally(batches, easy.start, easy.end);
        expect({ outside, never }).toEqual({ outside: 0, never: 0 });
        expect(twice).toBeLessThanOrEqual(CHUNK * threads);
      },
    );

    it('again and again: the lowest is the lowest', async () => {
      const faults = [0, 1, 2].map((n) => ({ kind: 'throw', at: SOLUTIONS[0]! - n * 7, times: 1 }) as const);
      const found = await search(log.plan(header, faults), easy, { order: 'lowest' });
      expect(found).toMatchObject({ status: 'found', nonces: [SOLUTIONS[0]] });
      expect(log.happened).toBeGreaterThanOrEqual(1);
    });

    it('terminated from outside, several times', async () => {
      const long = { ...easy, end: 29_999_999 };
      const terminateAt = [0.1, 0.4, 0.7];
      const found = await search('/worker.js', long, { threads: 1, chunk: 500_000, terminateAt });
      expect(found).toMatchObject({ status: 'exhausted', hashes: long.end - long.start + 1, workers: 4 });
      const nonces = ascending(found.nonces!);
      expect(new Set(nonces).size).toBe(nonces.length);
      expect(nonces.filter((nonce) => nonce <= easy.end)).toEqual(SOLUTIONS);
    });

    it('on the same work five times: ERR_WORKER, with the cause', async () => {
      const hard = { ...easy, target: IMPOSSIBLE };
      const found = await search(log.plan(header, [{ kind: 'throw', at: AT, times: 100 }]), hard);
      expect(found).toEqual({ code: 'ERR_WORKER', cause: 'Web worker: a fault of this test' });
      expect(log.happened).toBe(5);
    });
  });

  it('a page that was blocked for longer than a silent worker is waited for takes none for dead', async () => {
    const long = { ...easy, target: IMPOSSIBLE, end: 39_999_999 };
    const found = await search('/worker.js', long, { chunk: 2_000_000, blockMilliseconds: 5000 });
    expect(found).toMatchObject({ status: 'exhausted', hashes: long.end - long.start + 1, workers: 2 });
  });

  it('a wrong result is caught, counted, and searched by another kernel', async () => {
    const found = await search(log.plan(header, [{ kind: 'wrong', at: AT }]));
    expect({ ...found, nonces: ascending(found.nonces!) }).toMatchObject({
      status: 'exhausted',
      nonces: SOLUTIONS,
      hashes: HASHES,
      hardwareErrors: 1,
    });
    expect(log.happened).toBe(1);
  });
});
