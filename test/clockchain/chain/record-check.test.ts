import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkRecords } from '../../../src/clockchain/chain/record-check.js';
import { RecordCheckPool } from '../../../src/clockchain/chain/record-check-pool.js';
import { checkTick } from '../../../src/clockchain/tick/tick-checks.js';
import { decodeTick, encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { TickError } from '../../../src/clockchain/tick/tick-error.js';
import { COUNT } from '../../../src/clockchain/tick/tick-layout.js';
import { TickRecord } from '../../../src/clockchain/tick/tick-record.js';
import { chainOf } from '../support/chain-samples.js';
import { genesis, hash } from '../support/rounds.js';
import { TestDevice } from '../support/test-device.js';

const ANNA = new TestDevice('anna');
const BERT = new TestDevice('bert');
const device = ANNA.publicKey;
const TICKS = chainOf(ANNA, 4);
const joined = (records: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(records));
const CITING = ANNA.mine({ prev: genesis('a'), citations: [{ device: BERT.publicKey, head: genesis('b') }] });

it('hashes of ticks that are in order, citations or none', () => {
  const ticks = [TICKS[0]!, CITING, TICKS[1]!];
  expect(checkRecords({ device, records: joined(ticks.map(encodeTick)) })).toEqual(joined(ticks.map(hash)));
});

it('whatever bit is flipped in a tick, it agrees with checkTick, and stops there', () => {
  const records = [TICKS[0]!, CITING, TICKS[1]!].map(encodeTick);
  const [, middle] = records as [Uint8Array, Uint8Array, Uint8Array];
  fc.assert(
    fc.property(fc.nat(middle.length * 8 - 1), (bit) => {
      const flipped = middle.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      // Its length is looked at before it is sent, and the round is a claim that no hash covers.
      if (flipped[COUNT] !== middle[COUNT] || flipped[COUNT + 1] !== middle[COUNT + 1]) return;
      const isSound = passes(flipped) && Buffer.compare(decodeTick(flipped).device, device) === 0;
      const found = checkRecords({ device, records: joined([records[0]!, flipped, records[2]!]) });
      expect(found.length / 32).toBe(isSound ? 3 : 1);
    }),
    { numRuns: 300 },
  );
});

it('an easier target than agreed, another device’s tick, and a key that is none, end it', () => {
  const records = joined(TICKS.map(encodeTick));
  const own = TICKS[0]!.header.target();
  expect(checkRecords({ device, records, easiest: own.toHex() })).toHaveLength(4 * 32);
  const easiest = (own.toBigInt() - 1n).toString(16);
  expect(checkRecords({ device, records, easiest })).toHaveLength(0);
  expect(checkRecords({ device: BERT.publicKey, records })).toHaveLength(0);
  const mixed = joined([TICKS[0]!, BERT.mine({ prev: genesis('a') })].map(encodeTick));
  expect(checkRecords({ device, records: mixed })).toEqual(hash(TICKS[0]!));
  expect(checkRecords({ device: new Uint8Array(31), records })).toHaveLength(0);
});

it('over several batches, ends at the first that is not in order', async () => {
  const ticks = chainOf(ANNA, 600);
  const records = ticks.map(TickRecord.of);
  const pool = new RecordCheckPool(0);
  expect(await pool.check(device, records, undefined)).toEqual(ticks.map(hash));
  for (const place of [0, 255, 256, 300, 599]) {
    const forged = TickRecord.of({ ...ticks[place]!, signature: BERT.sign(hash(ticks[place]!)) });
    const found = await pool.check(device, records.with(place, forged), undefined);
    expect(found).toEqual(ticks.slice(0, place).map(hash));
  }
  expect(await pool.check(device, [], undefined)).toEqual([]);
  await pool.close();
});

function passes(record: Uint8Array): boolean {
  try {
    checkTick(decodeTick(record));
    return true;
  } catch (error) {
    if (error instanceof TickError) return false;
    throw error;
  }
}
