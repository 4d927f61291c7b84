import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { searchWith } from '../../../bench/support/hash-search.js';
import { scan } from '../../support/oracle.js';

const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
const doubleHash = (header: Uint8Array): Buffer => sha256(sha256(header));

it('finds what plain trial finds, with targets that differ in any byte', () => {
  const problems = fc.record({
    header: fc.uint8Array({ minLength: 76, maxLength: 76 }),
    bits: fc.integer({ min: 245, max: 256 }),
    start: fc.integer({ min: 0, max: 2 ** 32 - 64 }),
  });
  fc.assert(
    fc.property(problems, fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }), ({ header, bits, start }, any) => {
      const target = any >> BigInt(256 - bits);
      const bytes = new Uint8Array(Buffer.from(target.toString(16).padStart(64, '0'), 'hex'));
      const found = searchWith(doubleHash, header, bytes)(start, 64);
      expect(found).toEqual(scan({ header, target, start, end: start + 63 }));
    }),
  );
});

it('a hash equal to the target meets it, a target one less is missed', () => {
  const header = new Uint8Array(76).fill(7);
  const hash = doubleHash(Buffer.concat([header, Buffer.alloc(4)])).reverse();
  const below = new Uint8Array(hash);
  below[31] = (below[31] ?? 0) - 1;
  expect(hash.at(-1)).not.toBe(0);
  expect(searchWith(doubleHash, header, new Uint8Array(hash))(0, 1)).toEqual([0]);
  expect(searchWith(doubleHash, header, below)(0, 1)).toEqual([]);
});
