import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BIP320_MASK,
  checkVersionRange,
  countVersions,
  versionAt,
  versionNumber,
} from '../../src/bitcoin/version-rolling.js';
import { versionOf } from '../support/oracle.js';

const u32 = fc.nat(0xffffffff);
const headerOf = (version: number) => {
  const header = Buffer.alloc(76);
  header.writeUInt32LE(version);
  return header;
};

describe('the versions of a mask', () => {
  it('are as many as its bits can tell apart', () => {
    expect(countVersions(0)).toBe(1);
    expect(countVersions(1)).toBe(2);
    expect(countVersions(0x80000001)).toBe(4);
    expect(countVersions(BIP320_MASK)).toBe(65536);
    expect(countVersions(0xffffffff)).toBe(2 ** 32);
  });

  it("are numbered by their bits within the mask, the others are the header's", () => {
    expect(versionAt(0x20000000, BIP320_MASK, 0)).toBe(0x20000000);
    expect(versionAt(0x20000000, BIP320_MASK, 1)).toBe(0x20002000);
    expect(versionAt(0x20000000, BIP320_MASK, 65535)).toBe(0x3fffe000);
    expect(versionAt(0x3fffffff, BIP320_MASK, 0)).toBe(0x20001fff);
    // As block 840000 rolled it.
    expect(versionNumber(0x2a5fe000, BIP320_MASK)).toBe(21247);
    expect(versionAt(0x20000000, BIP320_MASK, 21247)).toBe(0x2a5fe000);
    // Signed, as RPC prints versions.
    expect(versionAt(0, 0x80000000, 1)).toBe(-(2 ** 31));
    expect(versionNumber(-1, 0x80000000)).toBe(1);
    expect(versionAt(0, 0xffffffff, 0xffffffff)).toBe(-1);
    expect(versionNumber(-1, 0xffffffff)).toBe(0xffffffff);
  });

  it('are those that bits written out give, and lead back to their numbers', () => {
    fc.assert(
      fc.property(u32, u32, u32, (version, mask, any) => {
        const number = any % countVersions(mask);
        const rolled = versionAt(version, mask, number);
        expect(rolled).toBe(versionOf(headerOf(version), mask, number));
        expect((rolled ^ version) & ~mask).toBe(0);
        expect(versionNumber(rolled, mask)).toBe(number);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a range of versions', () => {
  it('is all of them by default', () => {
    expect(checkVersionRange(undefined, 0)).toEqual({ start: 0, end: 0 });
    expect(checkVersionRange(undefined, BIP320_MASK)).toEqual({ start: 0, end: 65535 });
  });

  it('is a frozen copy', () => {
    const range = { start: 3, end: 5 };
    const checked = checkVersionRange(range, BIP320_MASK);
    expect(checked).toEqual(range);
    expect(checked).not.toBe(range);
    expect(Object.isFrozen(checked)).toBe(true);
  });

  it.each([null, 5, { start: -1, end: 0 }, { start: 0, end: 2 }, { start: 1, end: 0 }, { start: 0 }])(
    'is refused: %j',
    (range) => {
      expect(() => checkVersionRange(range as never, 1)).toThrow(
        expect.objectContaining({
          code: 'ERR_INVALID_OPTION',
          option: expect.stringMatching(/^versionRange/),
        }),
      );
    },
  );
});
