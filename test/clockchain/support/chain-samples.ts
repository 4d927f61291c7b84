import {
  CHAIN_FORMAT,
  encodeHead,
  HEAD_KIND,
  TICK_KIND,
} from '../../../src/clockchain/chain/chain-format.js';
import { encodeRecord } from '../../../src/clockchain/records/record.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { sha256d } from './oracle.js';
import type { TestDevice } from './test-device.js';

export const SESSION = 'garden';

/** So many ticks of a device, one after the other, each with a payload of its own. */
export function chainOf(device: TestDevice, length: number, session = SESSION): Tick[] {
  const ticks: Tick[] = [];
  for (let i = 0; i < length; i++) {
    const prev = ticks.at(-1)?.header.hashBytes() ?? sha256d(Buffer.from(session));
    ticks.push(device.mine({ prev, payload: sha256d(Buffer.of(i)) }));
  }
  return ticks;
}

/** The records of a chain's file, the magic in front: joined, they are the file. */
export function chainParts(device: Uint8Array, ticks: readonly Tick[], session = SESSION): Uint8Array[] {
  const head = encodeHead({ session, device });
  return [
    CHAIN_FORMAT.magic,
    encodeRecord(CHAIN_FORMAT, HEAD_KIND, head),
    ...ticks.map((tick) => encodeRecord(CHAIN_FORMAT, TICK_KIND, encodeTick(tick))),
  ];
}

export function chainBytes(device: TestDevice, ticks: readonly Tick[], session = SESSION): Uint8Array {
  return new Uint8Array(Buffer.concat(chainParts(device.publicKey, ticks, session)));
}
