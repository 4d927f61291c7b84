import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chain,
  FIRST_CHAIN,
  firstBroken,
  NO_BLOCK,
  targetWithZeros,
  templateOf,
  withBlock,
  ZEROS,
} from '../../../demo/src/lessons/toy-chain.js';

/** The lowest nonce that solves a block, by trying. */
function mine(blocks: typeof FIRST_CHAIN, at: number, zeros: number): number {
  const template = templateOf(chain(blocks, zeros)[at]!);
  for (let nonce = 0; ; nonce++) {
    if (targetWithZeros(zeros).isMetBy(template.withNonce(nonce).hashBytes())) return nonce;
  }
}

test('the first chain holds', () => {
  const chained = chain(FIRST_CHAIN, ZEROS.usual);
  expect(firstBroken(chained)).toBeUndefined();
  expect(chained.map(({ hash }) => hash.slice(0, 4))).toEqual(['0000', '0000', '0000', '0000']);
});

test('each header names the hash of the one before', () => {
  const chained = chain(FIRST_CHAIN, ZEROS.usual);
  expect(chained.map(({ header }) => header.previousBlockHash)).toEqual([
    NO_BLOCK,
    ...chained.slice(0, -1).map(({ hash }) => hash),
  ]);
});

test('another text changes the hashes from that block on, and breaks them', () => {
  const before = chain(FIRST_CHAIN, ZEROS.usual);
  fc.assert(
    fc.property(fc.nat({ max: 3 }), fc.string(), (at, text) => {
      fc.pre(text !== FIRST_CHAIN[at]!.text);
      const after = chain(withBlock(FIRST_CHAIN, at, { text }), ZEROS.usual);
      for (const [height, { hash }] of after.entries())
        expect(hash === before[height]!.hash).toBe(height < at);
    }),
  );
  const chained = chain(withBlock(FIRST_CHAIN, 1, { text: 'Anna pays Ben 200 coins.' }), ZEROS.usual);
  expect(chained.map(({ isMined }) => isMined)).toEqual([true, false, false, false]);
  expect(firstBroken(chained)).toBe(1);
});

test('it is mended block by block, the first broken one first', () => {
  let blocks = FIRST_CHAIN;
  const mend = () => {
    const mended = [];
    for (let at = firstBroken(chain(blocks, 3)); at !== undefined; at = firstBroken(chain(blocks, 3))) {
      mended.push(at);
      blocks = withBlock(blocks, at, { nonce: mine(blocks, at, 3) });
    }
    return mended;
  };
  // The difficulty stands in every header: another one breaks them all.
  expect(mend()).toEqual([0, 1, 2, 3]);
  const whole = blocks;
  blocks = withBlock(blocks, 2, { text: 'Ben pays Clara 100 coins.' });
  expect(mend()).toEqual([2, 3]);
  expect(blocks.slice(0, 2)).toEqual(whole.slice(0, 2));
});

test.each([3, 4, 5, 6, 7])('a target of %d zeros is written by bits, and has no fewer', (zeros) => {
  const target = targetWithZeros(zeros);
  expect(target.isCompact).toBe(true);
  expect(target.toHex().slice(0, zeros + 1)).toBe(`${'0'.repeat(zeros)}f`);
});
