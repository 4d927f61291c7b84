import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { midstate } from '../../../bench/support/midstate.js';

/** A message of up to 55 bytes with its padding, which is one block: the state after it is the hash (FIPS 180-4, 5.1.1). */
function padded(message: Uint8Array): Uint8Array {
  const block = new Uint8Array(64);
  block.set(message);
  block[message.length] = 0x80;
  new DataView(block.buffer).setUint32(60, 8 * message.length);
  return block;
}

it('the state after a message of one block is the hash that node:crypto gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 55 }), fc.nat(8), (message, offset) => {
      // A part of a larger array, as the first block of a header is.
      const around = new Uint8Array(offset + 64);
      around.set(padded(message), offset);
      const state = Buffer.alloc(32);
      midstate(around.subarray(offset)).forEach((word, index) => {
        state.writeUInt32BE(word, 4 * index);
      });
      expect(state.toString('hex')).toBe(createHash('sha256').update(message).digest('hex'));
    }),
  );
});
