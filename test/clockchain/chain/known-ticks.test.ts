import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KnownTicks } from '../../../src/clockchain/chain/known-ticks.js';
import { bytes } from '../support/arbitraries.js';

const numbered = (i: number) => Uint8Array.from(createHash('sha256').update(String(i)).digest());

it('finds what a Map finds, hashes that begin alike among them', () => {
  // Two values a byte: most of them share their first four.
  const alike = bytes(32).map((hash) => hash.map((byte, i) => (i < 8 ? byte & 1 : byte)));
  const u32 = fc.nat(0xffffffff);
  const entry = fc.record({
    hash: alike,
    known: fc.record({ device: fc.constantFrom('ada', 'bob', 'cy'), tau: u32, lamport: u32, round: u32 }),
  });
  const entries = fc.uniqueArray(entry, {
    maxLength: 60,
    selector: ({ hash }) => Buffer.from(hash).toString('hex'),
  });
  fc.assert(
    fc.property(entries, alike, (list, other) => {
      const table = new KnownTicks();
      const map = new Map<string, unknown>();
      for (const { hash, known } of list) {
        expect(table.find(hash)).toBeUndefined();
        table.add(hash, known);
        map.set(Buffer.from(hash).toString('hex'), known);
      }
      expect(table.size).toBe(list.length);
      for (const { hash, known } of list) expect(table.find(hash)).toEqual(known);
      expect(table.find(other)).toEqual(map.get(Buffer.from(other).toString('hex')));
    }),
  );
});

it('keeps all of them as it grows, over chunks and slots', () => {
  const table = new KnownTicks();
  const count = 20_000;
  for (let i = 0; i < count; i++) {
    table.add(numbered(i), { device: `${i % 256}`, tau: i, lamport: 2 * i, round: i % 7 });
  }
  const wrong = Array.from({ length: count }, (_, i) => i).filter((i) => {
    const found = table.find(numbered(i));
    return (
      found?.device !== `${i % 256}` || found.tau !== i || found.lamport !== 2 * i || found.round !== i % 7
    );
  });
  expect(wrong).toEqual([]);
  expect(table.find(numbered(count))).toBeUndefined();
});

it('does not keep the caller’s bytes', () => {
  const table = new KnownTicks();
  const hash = numbered(1);
  table.add(hash, { device: 'ada', tau: 1, lamport: 1, round: 0 });
  hash.fill(0);
  expect(table.find(numbered(1))).toMatchObject({ tau: 1 });
});
