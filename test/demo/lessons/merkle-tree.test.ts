import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LEAVES, merkleLevels, pathFrom } from '../../../demo/src/lessons/merkle-tree.js';
import { hashText } from '../../../demo/src/text-hash.js';
import { merkleRoot } from '../../../src/bitcoin/merkle.js';

const texts = fc.array(fc.string(), { minLength: LEAVES.least, maxLength: LEAVES.most });

test('the root is that of the library', () => {
  fc.assert(
    fc.property(texts, (given) => {
      const levels = merkleLevels(given);
      expect(levels.at(-1)).toHaveLength(1);
      expect(levels.at(-1)![0]!.hash).toBe(merkleRoot(given.map(hashText)));
      expect(levels[0]!.map(({ hash }) => hash)).toEqual(given.map(hashText));
    }),
  );
});

test('a changed leaf changes its path and nothing else', () => {
  const change = fc.tuple(texts, fc.nat(), fc.string());
  fc.assert(
    fc.property(change, ([given, place, text]) => {
      const at = place % given.length;
      fc.pre(text !== given[at]);
      const before = merkleLevels(given);
      const after = merkleLevels(given.map((old, leaf) => (leaf === at ? text : old)));
      const changed = after.map((level, height) =>
        level.flatMap(({ hash }, node) => (hash === before[height]![node]!.hash ? [] : [node])),
      );
      expect(changed).toEqual(pathFrom(at, after).map((node) => [node]));
    }),
  );
});

test('the last of an odd level is paired with itself', () => {
  const marks = merkleLevels(['a', 'b', 'c', 'd', 'e']).map((level) =>
    level.map(({ isPairedWithItself }) => isPairedWithItself),
  );
  expect(marks).toEqual([[false, false, false, false, true], [false, false, true], [false, false], [false]]);
  expect(merkleLevels(['a'])).toMatchObject([[{ isPairedWithItself: false, children: [] }]]);
});

test('nodes of a level stand apart, within the width, each over its children', () => {
  fc.assert(
    fc.property(texts, (given) => {
      const levels = merkleLevels(given);
      for (const [height, level] of levels.entries()) {
        const gap = 1 / given.length - 1e-9;
        for (const [at, { x, children }] of level.entries()) {
          expect(x).toBeGreaterThan(0);
          expect(x).toBeLessThan(1);
          if (at > 0) expect(x - level[at - 1]!.x).toBeGreaterThanOrEqual(gap);
          const below = children.map((child) => levels[height - 1]![child]!.x);
          if (below.length > 0) expect(x).toBeCloseTo((below[0]! + below.at(-1)!) / 2, 9);
        }
      }
    }),
  );
});
