import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathOf, rootOf, rootOfPath } from '../../src/clockchain/merkle.js';
import { bytes } from './support/arbitraries.js';
import { climb, merkleRoot } from './support/oracle.js';

it('a root, and the paths to it, are those of node:crypto', () => {
  fc.assert(
    fc.property(fc.array(bytes(32), { minLength: 1, maxLength: 20 }), (leaves) => {
      const root = merkleRoot(leaves);
      expect(rootOf(leaves)).toEqual(root);
      for (const [i, leaf] of leaves.entries()) {
        const path = pathOf(leaves, i);
        expect(path).toMatchObject({ leaf, index: i });
        expect(rootOfPath(path)).toEqual(root);
        expect(climb(path.leaf, path.index, path.siblings)).toEqual(root);
      }
    }),
  );
});
