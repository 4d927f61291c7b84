import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { TickRecord } from '../../../src/clockchain/tick/tick-record.js';
import { shapedTick } from '../support/arbitraries.js';
import { faultOf } from '../support/tick-fault.js';

it('has each part where the codec has it', () => {
  fc.assert(
    fc.property(shapedTick, fc.nat(20), (tick, before) => {
      const encoded = encodeTick(tick);
      const file = new Uint8Array([...new Uint8Array(before), ...encoded, 1, 2, 3]);
      const record = new TickRecord(file.subarray(before, before + encoded.length));
      const { header, device, payload, roundRoot, round, citations, signature } = record;
      expect({ device, payload, roundRoot, round, citations, signature }).toEqual({
        ...tick,
        header: undefined,
      });
      expect(header).toEqual(tick.header.toBytes());
      const internal = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex')).reverse();
      expect(record.prev).toEqual(internal(tick.header.previousBlockHash));
      expect(record.root).toEqual(internal(tick.header.merkleRoot));
      expect([record.version, record.bits]).toEqual([tick.header.version, tick.header.bits]);
      expect(encodeTick(record.tick)).toEqual(encoded);
    }),
  );
});

it('of a tick is that tick', () => {
  const [tick] = fc.sample(shapedTick, 1) as [never];
  expect(TickRecord.of(tick).tick).toBe(tick);
});

it('of another length than its citations call for is none', () => {
  const [tick] = fc.sample(shapedTick, 1) as [never];
  const bytes = encodeTick(tick);
  for (const wrong of [bytes.subarray(1), new Uint8Array([...bytes, 0]), new Uint8Array(0)]) {
    expect(faultOf(() => new TickRecord(wrong))).toBe('length');
  }
});
