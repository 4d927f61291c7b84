import { describe, expect, it, vi } from 'vitest';
import { HeaderTemplate } from '../../src/bitcoin/header-template.js';
import { Target } from '../../src/bitcoin/target.js';
import type { ChunkReport } from '../../src/engine/chunk.js';
import { type Flight, Search } from '../../src/engine/search.js';
import { type SearchOrder, SearchSpace } from '../../src/engine/search-space.js';
import type { SearchState } from '../../src/engine/search-state.js';
import { scan } from '../support/oracle.js';
import { someHeader } from './support/problems.js';

const header = someHeader();
const target = 1n << 250n;
/** One nonce in 64 is a solution. */
const SOLUTIONS = scan({ header, target, start: 0, end: 9999 });
const within = (start: number, end: number) => SOLUTIONS.filter((nonce) => nonce >= start && nonce <= end);

function space(order: SearchOrder): SearchSpace {
  const template = HeaderTemplate.from(header, { nonceRange: { start: 0, end: 9999 } });
  return new SearchSpace(template, Target.fromBigInt(target), order);
}

let serial = 0;

/** Hands out the next piece, as a coordinator does. */
function depart(search: Search, count: number, kernel: Flight['kernel'] = 'simd', lane = 0): Flight {
  const piece = search.take(BigInt(count));
  if (piece === undefined) throw new Error('Nothing to hand out');
  const flight = { ...piece, serial: ++serial, lane, kernel, searched: () => 10 };
  search.depart(flight);
  return flight;
}

/** What an honest kernel reports of a flight, or of its first `searched` nonces. */
function report({ interval }: Flight, searched = Number(interval.end - interval.start) + 1): ChunkReport {
  const start = Number(interval.start);
  return {
    searched,
    candidates: Uint32Array.from(within(start, start + searched - 1), (nonce) => nonce - start),
    busySeconds: 1,
    thread: 1,
  };
}

const nonces = (search: Search) => search.solutions.map(({ nonce }) => nonce);

describe('Search', () => {
  it('counts what each lane searches, of what is in flight as well', () => {
    const search = new Search(space('all'), 2);
    const first = depart(search, 1000, 'simd', 0);
    const second = depart(search, 1000, 'simd', 1);
    expect([0, 1, 2].map((lane) => search.hashesOf(lane))).toEqual([10, 10, 0]);
    search.land(second, report(second));
    search.land(first, report(first, 400));
    expect([0, 1, 2].map((lane) => search.hashesOf(lane))).toEqual([400, 1000, 0]);
    // What is lost was searched by nobody.
    search.lose(depart(search, 600, 'simd', 0), new Error());
    expect(search.hashesOf(0)).toBe(400);
  });

  it('keeps every index in exactly one place', () => {
    const search = new Search(space('all'), 1);
    const first = depart(search, 1000);
    const second = depart(search, 1000);
    const lost = depart(search, 1000);
    const left = (state: SearchState) => state.left.map(([start, end]) => [Number(start), Number(end)]);
    expect(left(search.state())).toEqual([[0, 9999]]);
    search.land(second, report(second));
    expect(left(search.state())).toEqual([
      [0, 999],
      [2000, 9999],
    ]);
    search.land(first, report(first, 400));
    search.lose(lost, new Error());
    expect(left(search.state())).toEqual([
      [400, 999],
      [2000, 9999],
    ]);
    expect(search.hashes).toBe(1400);
    expect(search.remaining).toBe(8600n);
    // What was lost comes first, then the lowest.
    expect(depart(search, 500).interval).toEqual({ start: 2000n, end: 2499n });
    expect(depart(search, 5000).interval).toEqual({ start: 2500n, end: 2999n });
    expect(depart(search, 5000).interval).toEqual({ start: 400n, end: 999n });
  });

  it('ends when the last flight is back', async () => {
    const search = new Search(space('all'), 1);
    const flights = [depart(search, 6000), depart(search, 6000)];
    expect(search.take(1n)).toBeUndefined();
    for (const flight of flights) {
      expect(search.hasEnded).toBe(false);
      search.land(flight, report(flight));
    }
    expect(search.hasEnded).toBe(true);
    expect(await search.ended).toBe('exhausted');
    expect(nonces(search)).toEqual(SOLUTIONS);
    expect(search.hashes).toBe(10_000);
  });

  it('first: a solution that comes while it is being stopped is the result all the same', async () => {
    for (const stop of [
      (search: Search) => search.stop('aborted'),
      (search: Search) => search.stop('timeout'),
      (search: Search) => search.fail(new Error('a fault elsewhere')),
    ]) {
      const search = new Search(space('first'), 1);
      const flight = depart(search, 1000);
      stop(search);
      search.land(flight, report(flight, SOLUTIONS[0]! + 1));
      expect(await search.ended).toBe('found');
      expect(search.best?.nonce).toBe(SOLUTIONS[0]);
    }
  });

  it('lowest: goes on below what was found, stops what is above it', async () => {
    const search = new Search(space('lowest'), 1);
    search.onUseless = vi.fn();
    const [low, high, higher] = [depart(search, 1000), depart(search, 1000), depart(search, 1000)] as const;
    const [found] = within(1000, 1999);
    search.land(high, report(high, found! - 1000 + 1));
    expect(search.onUseless).toHaveBeenCalledWith(higher);
    expect(search.onUseless).not.toHaveBeenCalledWith(low);
    expect(search.take(10n)).toBeUndefined();
    search.lose(low, new Error());
    const again = depart(search, 5000);
    expect(again.interval).toEqual(low.interval);
    search.land(again, report(again, SOLUTIONS[0]! + 1));
    expect(search.hasEnded).toBe(false);
    search.land(higher, report(higher, 0));
    expect(await search.ended).toBe('found');
    expect(search.best?.nonce).toBe(SOLUTIONS[0]);
  });

  it('believes no candidate', () => {
    const bad = [
      { candidates: [SOLUTIONS[0]! + 1] },
      { candidates: [SOLUTIONS[0]!, SOLUTIONS[0]! + 1] },
      // True, but not of this piece, or not of what was searched.
      { candidates: [within(1000, 9999)[0]!] },
      { candidates: [within(0, 999).at(-1)!], searched: SOLUTIONS[0]! },
    ];
    for (const { candidates, searched = 1000 } of bad) {
      const search = new Search(space('all'), 1);
      const flight = depart(search, 1000);
      expect(
        search.land(flight, { ...report(flight), candidates: Uint32Array.from(candidates), searched }),
      ).toBe(false);
      expect({ ...search.state(), hashes: search.hashes }).toMatchObject({ hashes: 0, solutions: [] });
      expect(search.hardwareErrors).toBe(1);
      expect(search.take(9999n)).toMatchObject({ interval: flight.interval, avoid: new Set(['simd']) });
    }
  });

  it('gives a piece up with the fifth worker it cost', async () => {
    const search = new Search(space('all'), 1);
    for (let i = 0; i < 4; i++) search.lose(depart(search, 1000), new Error('dead'));
    expect(search.isEnding).toBe(false);
    const cause = new Error('dead too');
    search.lose(depart(search, 1000), cause);
    await expect(search.ended).rejects.toMatchObject({ code: 'ERR_WORKER', cause });
    expect(search.state().hashes).toBe(0);
  });

  describe('work that is doubted', () => {
    /** 0–1999 are searched, then the first half is doubted; its solutions were reported. */
    function doubted(order: SearchOrder = 'all') {
      const search = new Search(space(order), 1);
      const flight = depart(search, 1000);
      const landed = report(flight);
      search.land(flight, landed);
      const other = depart(search, 1000);
      search.land(other, report(other));
      search.doubt(flight.interval, 'simd', landed.candidates);
      return { search, known: within(0, 999) };
    }

    it('is done again by another kernel, its solutions are not reported again', () => {
      const { search, known } = doubted();
      const again = depart(search, 1000, 'scalar');
      expect(again).toMatchObject({ interval: { start: 0n, end: 999n }, avoid: new Set(['simd']) });
      expect(search.land(again, report(again))).toBe(true);
      expect(nonces(search)).toEqual(within(0, 1999));
      expect(known.length).toBeGreaterThan(5);
      expect(search.hashes).toBe(2000);
    });

    it('brings what had been missed', () => {
      const search = new Search(space('all'), 1);
      const flight = depart(search, 1000);
      const [missed, ...seen] = within(0, 999);
      search.land(flight, { ...report(flight), candidates: Uint32Array.from(seen) });
      search.doubt(flight.interval, 'simd', Uint32Array.from(seen));
      const again = depart(search, 1000, 'scalar');
      search.land(again, report(again));
      expect(nonces(search)).toEqual([...seen, missed]);
    });

    it('leaves its solutions done: total and state agree at every moment', () => {
      const { search, known } = doubted();
      expect(search.hashes).toBe(1000 + known.length);
      expect(search.state().hashes).toBe(search.hashes);
      const again = depart(search, 500, 'scalar');
      expect(search.state().hashes).toBe(search.hashes);
      search.land(again, report(again, 300));
      expect(search.hashes).toBe(1300 + within(300, 999).length);
      expect(search.state().hashes).toBe(search.hashes);
    });

    it('is resumed from a state without reporting anything twice, delivered or not', async () => {
      const { search } = doubted();
      const delivered = [search.deliver()!, search.deliver()!].map(({ nonce }) => nonce);
      const state: SearchState = JSON.parse(JSON.stringify(search.state()));
      const resumed = new Search(space('all'), 1, state);
      expect(resumed.hashes).toBe(search.hashes);
      while (!resumed.hasEnded) {
        const flight = depart(resumed, 700);
        resumed.land(flight, report(flight));
      }
      expect([...delivered, ...nonces(resumed)].sort((a, b) => a - b)).toEqual(SOLUTIONS);
      expect(resumed.hashes).toBe(10_000);
    });

    it('is not believed of a kernel that misses what is known', () => {
      const { search, known } = doubted();
      const again = depart(search, 1000, 'scalar');
      const candidates = Uint32Array.from(known.slice(1));
      expect(search.land(again, { ...report(again), candidates })).toBe(false);
      expect(search.take(9999n)?.avoid).toEqual(new Set(['simd', 'scalar']));
    });

    it('lowest: what was found is no result until the work below it is done again', async () => {
      const search = new Search(space('lowest'), 1);
      const [low, high, last] = [depart(search, 1000), depart(search, 1000), depart(search, 1000)] as const;
      // The faulty thread saw nothing in the lowest piece.
      search.land(low, { ...report(low), candidates: new Uint32Array() });
      search.land(high, report(high, within(1000, 1999)[0]! - 999));
      expect(search.isEnding).toBe(true);
      search.doubt(low.interval, 'simd', new Uint32Array());
      search.land(last, { ...report(last, 0), planted: 'missed' });
      expect(search.hasEnded).toBe(false);
      const again = depart(search, 1000, 'scalar');
      search.land(again, report(again, SOLUTIONS[0]! + 1));
      expect(await search.ended).toBe('found');
      expect(search.best?.nonce).toBe(SOLUTIONS[0]);
    });
  });
});
