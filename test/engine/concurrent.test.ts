import { createMiner } from 'mine-wasm';
import { describe, expect, it, vi } from 'vitest';
import { ascending, type Problem, scan } from '../support/oracle.js';
import { withEngine } from './support/engine.js';
import { IMPOSSIBLE, MAX_NONCE, someHeader } from './support/problems.js';

const SPAN = 100_000_000;
const header = someHeader();

describe('searches side by side', () => {
  it.each([
    { searches: 2, threads: 1 },
    { searches: 5, threads: 1 },
    { searches: 5, threads: 2 },
  ])('$searches take turns chunk by chunk on $threads threads', async ({ searches, threads }) => {
    const chunk = 5000;
    const turns: number[] = [];
    await withEngine({ threads, chunk }, async (engine) => {
      const run = vi.spyOn(engine.pool, 'run');
      const all = Array.from({ length: searches }, (_, n) =>
        engine.run({ header, target: IMPOSSIBLE, start: n * SPAN, end: n * SPAN + 20 * chunk - 1 }),
      );
      await Promise.all(all);
      turns.push(...run.mock.calls.map(([, { nonce }]) => Math.floor(nonce / SPAN)));
    });
    expect(turns).toHaveLength(20 * searches);
    const counts = new Array<number>(searches).fill(0);
    for (const search of turns) {
      counts[search]!++;
      // The first lanes were filled before the other searches came.
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1 + threads);
    }
  });

  it('are not mixed up: each gets its own solutions', async () => {
    const problems: Problem[] = [0, 1, 2, 3, 4].map((n) => ({
      header: someHeader(n),
      target: 1n << BigInt(244 + n),
      start: MAX_NONCE - 30_000 - n,
      end: MAX_NONCE - n,
    }));
    await withEngine({ threads: 3, chunk: 777 }, async (engine) => {
      const outcomes = await Promise.all(problems.map((problem) => engine.run(problem)));
      for (const [n, { nonces, search }] of outcomes.entries()) {
        expect(ascending(nonces)).toEqual(scan(problems[n]!));
        expect(search.hashes).toBe(search.total);
      }
    });
  });

  it('a short one is done while a long one goes on', async () => {
    const miner = await createMiner({ threads: 1 });
    const abort = new AbortController();
    const long = miner.search({ header, target: IMPOSSIBLE, signal: abort.signal });
    for (let n = 0; n < 5; n++) {
      const end = scan({ header: someHeader(n), target: 1n << 244n, start: 0, end: 20_000 })[0]!;
      const result = await miner.search({
        header: someHeader(n),
        target: 1n << 244n,
        order: 'lowest',
        nonceRange: { start: 0, end: 20_000 },
      });
      expect(result).toMatchObject({ status: 'found', solution: { nonce: end } });
    }
    expect(await Promise.race([long, 'running'])).toBe('running');
    abort.abort();
    expect((await long).hashes).toBeGreaterThan(0);
    await miner.close();
  });
});
