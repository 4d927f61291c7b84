import type { Tick as BuiltTick } from '../../../dist/clockchain/tick/tick.js';
import { decodeTick } from '../../../dist/clockchain/tick/tick-codec.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { encode } from './oracle.js';

/** A test device's tick for the built files, where long searches can start their threads. */
export function built(tick: Tick): BuiltTick {
  return decodeTick(encode(tick));
}
