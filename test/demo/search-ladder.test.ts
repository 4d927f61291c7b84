import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ladder } from '../../demo/src/search-ladder.js';
import { Target } from '../../src/bitcoin/target.js';

const HARD = Target.fromDifficulty(1e6);

describe.each([
  ['with the nonces alone', false],
  ['with version bits', true],
])('%s', (_name, rolls) => {
  test('the rungs cover every header once', () => {
    const [firstGroup, others] = [[], []] as [{ start: number; end: number }[], unknown[]];
    for (const { nonceRange, versionRange, versionMask } of ladder(HARD, rolls)) {
      expect(versionMask).toBe(rolls ? 0x1fffe000 : 0);
      if (versionRange === undefined || versionRange.start === 0) firstGroup.push(nonceRange);
      else others.push({ nonceRange, versionRange });
      if (versionRange?.start === 0) expect(versionRange.end).toBe(15);
    }
    expect(firstGroup[0]!.start).toBe(0);
    expect(firstGroup.at(-1)!.end).toBe(2 ** 32 - 1);
    for (const [at, { start }] of firstGroup.entries()) {
      if (at > 0) expect(start).toBe(firstGroup[at - 1]!.end + 1);
    }
    const rest = { nonceRange: { start: 0, end: 2 ** 32 - 1 }, versionRange: { start: 16, end: 65535 } };
    expect(others).toEqual(rolls ? [rest] : []);
  });

  test('targets get harder, tell about as much on each rung, and never pass over the goal', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: (1n << 256n) - 1n }), (value) => {
        const goal = Target.fromBigInt(value);
        let last = (1n << 256n) - 1n;
        for (const { target, nonceRange, versionRange } of ladder(goal, rolls)) {
          expect(target.toBigInt()).toBeGreaterThanOrEqual(value);
          expect(target.toBigInt()).toBeLessThanOrEqual(last);
          last = target.toBigInt();
          const versions = versionRange === undefined ? 1 : versionRange.end - versionRange.start + 1;
          const hashes = (nonceRange.end - nonceRange.start + 1) * versions;
          // The last one lasts for days.
          if (versionRange?.start === 16) continue;
          if (!target.equals(goal)) expect(hashes / target.expectedHashes).toBeLessThan(257);
        }
      }),
    );
  });
});

test.each([false, true])(
  'what a rung tells about, those before had 16 of on average (version bits: %s)',
  (rolls) => {
    let before = 0;
    // So hard a goal that no rung's target is its own.
    for (const { target, nonceRange, versionRange } of ladder(Target.fromBigInt(1n), rolls)) {
      if (before > 0) expect(before / target.expectedHashes).toBeGreaterThan(15.9);
      const versions = versionRange === undefined ? 1 : versionRange.end - versionRange.start + 1;
      before += (nonceRange.end - nonceRange.start + 1) * versions;
    }
  },
);
