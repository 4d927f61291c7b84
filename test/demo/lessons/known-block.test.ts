import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCK_277316, HASH_277316, windowAround } from '../../../demo/src/lessons/known-block.js';

test('the block has the hash that the chain has', () => {
  expect(BLOCK_277316.hash()).toBe(HASH_277316);
  expect(BLOCK_277316.nonce).toBe(924591752);
});

test('a window holds its nonce, has its size, and is within 32 bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }), (nonce, log) => {
      const { start, end } = windowAround(nonce, 2 ** log);
      expect(end - start + 1).toBe(2 ** log);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThan(2 ** 32);
      expect(nonce >= start && nonce <= end).toBe(true);
    }),
  );
});
