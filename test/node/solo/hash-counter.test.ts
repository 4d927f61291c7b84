import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HashCounter } from '../../../src/node/solo/hash-counter.js';

test('the total is the sum of what each search told last', () => {
  const readings = fc.array(fc.tuple(fc.nat(4), fc.nat(1e9)), { maxLength: 50 });
  fc.assert(
    fc.property(readings, (told) => {
      const counter = new HashCounter();
      const searches = Array.from({ length: 5 }, () => counter.open());
      const last = new Map<number, number>();
      for (const [search, hashes] of told) {
        searches[search]!(hashes);
        last.set(search, hashes);
        expect(counter.total).toBe([...last.values()].reduce((sum, count) => sum + count, 0));
      }
    }),
  );
});
