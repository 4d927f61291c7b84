import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeTick, encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { LONGEST_TICK, SHORTEST_TICK } from '../../../src/clockchain/tick/tick-layout.js';
import { shapedTick } from '../support/arbitraries.js';
import { encode } from '../support/oracle.js';
import { faultOf } from '../support/tick-fault.js';

const [sample] = fc.sample(shapedTick, { numRuns: 1, seed: 7 }) as [never];

it('writes the record that its format says, and reads it back', () => {
  fc.assert(
    fc.property(shapedTick, (tick) => {
      const record = encodeTick(tick);
      expect(Buffer.from(record)).toEqual(encode(tick));
      const { header, ...rest } = decodeTick(record);
      const { header: written, ...others } = tick;
      expect(header.toHex()).toBe(written.toHex());
      expect(rest).toEqual(others);
    }),
  );
});

it('reads a Buffer without keeping its memory', () => {
  const record = Buffer.from(encodeTick(sample));
  const tick = decodeTick(record);
  const before = Buffer.from(encodeTick(tick));
  record.fill(0);
  expect(Buffer.from(encodeTick(tick))).toEqual(before);
});

it('refuses a record that is cut off, or has anything after it', () => {
  fc.assert(
    fc.property(shapedTick, fc.nat(), (tick, cut) => {
      const record = encodeTick(tick);
      expect(faultOf(() => decodeTick(record.subarray(0, cut % record.length)))).toBe('length');
      expect(faultOf(() => decodeTick(Buffer.concat([record, Buffer.alloc(1 + (cut % 200))])))).toBe(
        'length',
      );
    }),
  );
});

it('reads any bytes, or refuses them by their length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      expect(['length', undefined]).toContain(faultOf(() => decodeTick(bytes)));
    }),
  );
  expect(faultOf(() => decodeTick(new Uint8Array(LONGEST_TICK + 1)))).toBe('length');
  expect([SHORTEST_TICK, LONGEST_TICK]).toEqual([246, 246 + 255 * 64]);
});

it('takes 255 citations and no more', () => {
  const citation = { device: new Uint8Array(32), head: new Uint8Array(32) };
  const withCitations = (length: number) => ({
    ...(sample as object),
    citations: Array.from({ length }, () => citation),
  });
  expect(encodeTick(withCitations(255) as never)).toHaveLength(LONGEST_TICK);
  expect(() => encodeTick(withCitations(256) as never)).toThrow(
    'Expected the tick to have at most 255 citations, got 256',
  );
});

it.each([
  ['device', new Uint8Array(31), 'have a device key of 32 bytes, got 31 bytes'],
  ['payload', new Uint8Array(33), 'have a payload digest of 32 bytes, got 33 bytes'],
  ['roundRoot', 'ab', 'have a round root of 32 bytes, got "ab"'],
  ['signature', undefined, 'have a signature of 64 bytes, got undefined'],
  ['round', -1, 'be of a round from 0 to 4294967295, got -1'],
  ['round', 2 ** 32, 'be of a round from 0 to 4294967295, got 4294967296'],
  ['round', 1.5, 'be of a round from 0 to 4294967295, got 1.5'],
  [
    'citations',
    [{ device: new Uint8Array(1), head: new Uint8Array(32) }],
    "have a citation's device key of 32 bytes, got 1 bytes",
  ],
  [
    'citations',
    [{ device: new Uint8Array(32), head: new Uint8Array(0) }],
    "have a citation's head of 32 bytes, got 0 bytes",
  ],
])('does not write a tick whose %s does not fit', (field, value, message) => {
  expect(() => encodeTick({ ...(sample as object), [field]: value } as never)).toThrow(
    `Expected the tick to ${message}`,
  );
});
