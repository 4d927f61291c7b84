import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256d as noble } from '../../src/bitcoin/sha256d.js';
import { sha256d } from '../../src/clockchain/sha256d.js';

it('is the hash that the rest of the project takes, and a Uint8Array of its own', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (data) => {
      const hash = sha256d(data);
      expect(hash).toEqual(noble(data));
      expect(Object.getPrototypeOf(hash)).toBe(Uint8Array.prototype);
    }),
  );
});
