import fc from 'fast-check';
import { expect, it } from 'vitest';
import { citationPath, merkleRootOf, payloadPath } from '../../../src/clockchain/tick/tick-leaves.js';
import { expectInputError } from '../../bitcoin/input-error.js';
import { shapedTick } from '../support/arbitraries.js';
import { climb, contentRoot } from '../support/oracle.js';

it('the merkle root is over key, payload, round root and cited heads', () => {
  fc.assert(
    fc.property(shapedTick, (tick) => {
      expect(merkleRootOf(tick)).toEqual(contentRoot(tick));
    }),
  );
});

it('paths lead from the payload and from each cited head to the root', () => {
  fc.assert(
    fc.property(shapedTick, (tick) => {
      const root = contentRoot(tick);
      const payload = payloadPath(tick);
      expect(payload.leaf).toEqual(tick.payload);
      expect(climb(payload.leaf, payload.index, payload.siblings)).toEqual(root);
      for (const { device, head } of tick.citations) {
        const path = citationPath(tick, device);
        expect(path.leaf).toEqual(head);
        expect(climb(path.leaf, path.index, path.siblings)).toEqual(root);
      }
    }),
  );
});

it('there is no path from a device that is not cited', () => {
  const [tick] = fc.sample(shapedTick, { numRuns: 1, seed: 1 });
  const key = new Uint8Array(32);
  expectInputError(
    () => citationPath(tick!, key),
    'ERR_INVALID_OPTION',
    'device',
    `one that the tick cites, got "${'00'.repeat(32)}"`,
  );
});
