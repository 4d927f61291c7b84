import fc from 'fast-check';
import { Header } from '../../../src/bitcoin/header.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';

export const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const citation = fc.record({ device: bytes(32), head: bytes(32) });

/** Ticks in form alone: nothing in them fits. */
export const shapedTick: fc.Arbitrary<Tick> = fc.record({
  header: bytes(80).map((header) => Header.from(header)),
  device: bytes(32),
  payload: bytes(32),
  roundRoot: bytes(32),
  round: fc.nat({ max: 0xffffffff }),
  citations: fc.array(citation, { maxLength: 12 }),
  signature: bytes(64),
});
