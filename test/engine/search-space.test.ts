import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeaderTemplate } from '../../src/bitcoin/header-template.js';
import { Target } from '../../src/bitcoin/target.js';
import { BIP320_MASK } from '../../src/bitcoin/version-rolling.js';
import { GROUP, SearchSpace } from '../../src/engine/search-space.js';
import { places } from '../support/oracle.js';
import { MAX_NONCE, rolledProblem, someHeader } from './support/problems.js';

const target = Target.fromBigInt(1n);

function spaceOf(header: Uint8Array, rolls: Parameters<typeof HeaderTemplate.from>[1] = {}) {
  return new SearchSpace(HeaderTemplate.from(header, rolls), target, 'first');
}

describe('without version rolling', () => {
  it('an index is a nonce', () => {
    const space = spaceOf(someHeader(), { nonceRange: { start: 7, end: 1000 } });
    expect(space.kind).toBe('fixed');
    expect(space.interval).toEqual({ start: 7n, end: 1000n });
    const { version } = space.template;
    expect(space.at(500n)).toEqual({ nonce: 500, version });
    expect(space.indexOf({ nonce: 500, version })).toBe(500n);
    expect(space.indexOf({ nonce: 500, version: version ^ 1 })).toBeUndefined();
    expect(space.indexOf({ nonce: 1001, version })).toBeUndefined();
    expect(space.indexOf({ nonce: 6, version })).toBeUndefined();
    expect(space.fit(7n, 100n)).toBe(100n);
    expect(space.fit(999n, 100n)).toBe(2n);
    expect(space.rows({ start: 9n, end: 20n })).toEqual({
      versions: Uint32Array.of(version >>> 0),
      nonce: 9,
      skip: 0,
      count: 12,
    });
  });

  it('a mask that leaves one version changes nothing but the version', () => {
    const space = spaceOf(new Uint8Array(76), {
      versionMask: BIP320_MASK,
      versionRange: { start: 3, end: 3 },
    });
    expect(space.kind).toBe('fixed');
    expect(space.at(5n)).toEqual({ nonce: 5, version: 0x6000 });
  });
});

describe('with version rolling', () => {
  it('the whole space of a template has 2^48 headers, and no number is lost to rounding', () => {
    const space = spaceOf(someHeader(), { versionMask: BIP320_MASK });
    expect(space.kind).toBe('rolled');
    expect(space.interval).toEqual({ start: 0n, end: 2n ** 48n - 1n });
    expect(space.at(2n ** 48n - 1n)).toEqual({ nonce: MAX_NONCE, version: space.template.versionAt(65535) });
    expect(space.fit(2n ** 48n - 5n, 100n)).toBe(5n);
    const everything = spaceOf(someHeader(), { versionMask: 0xffffffff });
    expect(everything.interval.end).toBe(2n ** 64n - 1n);
    expect(everything.at(2n ** 64n - 1n)).toEqual({ nonce: MAX_NONCE, version: -1 });
    expect(everything.indexOf({ nonce: MAX_NONCE, version: -1 })).toBe(2n ** 64n - 1n);
  });

  it('goes through sixteen versions with every nonce before the next sixteen', () => {
    const space = spaceOf(new Uint8Array(76), { versionMask: BIP320_MASK, nonceRange: { start: 5, end: 6 } });
    const numbers = Array.from({ length: 70 }, (_, i) => {
      const { nonce, version } = space.at(5n + BigInt(i));
      return [nonce, version >>> 13];
    });
    expect(numbers.slice(0, 17).map(([nonce]) => nonce)).toEqual([...Array(16).fill(5), 6]);
    expect(numbers.slice(14, 18)).toEqual([
      [5, 14],
      [5, 15],
      [6, 0],
      [6, 1],
    ]);
    expect(numbers.slice(31, 34)).toEqual([
      [6, 15],
      [5, 16],
      [5, 17],
    ]);
  });

  it('has every place at one index, in the order in which they are defined', () => {
    fc.assert(
      fc.property(rolledProblem(120), ({ header, start, end, versionMask, versionRange, ...rest }) => {
        const space = spaceOf(header, { nonceRange: { start, end }, versionMask, versionRange });
        let index = space.interval.start;
        for (const place of places({ ...rest, header, start, end, versionMask, versionRange })) {
          expect(space.at(index)).toEqual(place);
          expect(space.indexOf(place)).toBe(index);
          index++;
        }
        expect(space.interval.end).toBe(index - 1n);
        expect(space.size).toBe(index - space.interval.start);
      }),
      { numRuns: 60 },
    );
  });

  it('is handed out in whole rows, never beyond a group, and without a gap', () => {
    fc.assert(
      fc.property(rolledProblem(150), fc.integer({ min: 1, max: 300 }), (problem, count) => {
        const { header, start, end, versionMask, versionRange } = problem;
        const space = spaceOf(header, { nonceRange: { start, end }, versionMask, versionRange });
        const seen: string[] = [];
        for (let at = space.interval.start; at <= space.interval.end; ) {
          const taken = space.fit(at, BigInt(count));
          expect(taken).toBeGreaterThan(0n);
          expect(taken).toBeLessThan(BigInt(count + GROUP));
          const rows = space.rows({ start: at, end: at + taken - 1n });
          expect(rows.skip).toBe(0);
          expect(rows.count % rows.versions.length).toBe(0);
          for (let i = 0; i < rows.count; i++) {
            const version = rows.versions[i % rows.versions.length]! | 0;
            seen.push(`${rows.nonce + Math.floor(i / rows.versions.length)} ${version}`);
          }
          at += taken;
        }
        expect(seen).toEqual([...places(problem)].map(({ nonce, version }) => `${nonce} ${version}`));
      }),
      { numRuns: 60 },
    );
  });

  it('cuts rows where an interval begins or ends within one', () => {
    const space = spaceOf(new Uint8Array(76), { versionMask: BIP320_MASK });
    expect(space.rows({ start: 37n, end: 50n })).toMatchObject({ nonce: 2, skip: 5, count: 14 });
    expect(space.fit(37n, 1n)).toBe(11n);
  });
});
