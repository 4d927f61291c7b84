import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Header } from '../../src/bitcoin/header.js';
import { computeMerkleRoot, merkleBranch, merkleRoot, rootFromBranch } from '../../src/bitcoin/merkle.js';
import { hashBytes } from './arbitraries.js';
import { expectInputError } from './input-error.js';
import { blocks, headers } from './vectors.js';

/** A second way to the root: top down, from the power of two below, over strings and OpenSSL. */
function oracle(txids: readonly string[], depth = Math.ceil(Math.log2(txids.length))): string {
  if (depth === 0) return txids[0]!;
  const half = 2 ** (depth - 1);
  const left = oracle(txids.slice(0, half), depth - 1);
  const right = txids.length > half ? oracle(txids.slice(half), depth - 1) : left;
  const flip = (hex: string) => Buffer.from(hex, 'hex').reverse();
  const once = createHash('sha256').update(flip(left)).update(flip(right)).digest();
  return createHash('sha256').update(once).digest().reverse().toString('hex');
}

function numbered(...numbers: number[]): string[] {
  return numbers.map((n) => n.toString(16).padStart(64, '0'));
}

const txid = hashBytes.map((bytes) => Buffer.from(bytes).toString('hex'));
const txids = fc.array(txid, { minLength: 1, maxLength: 40 });

describe('merkleRoot', () => {
  it.each(blocks)('block $height', ({ height, txids, root }) => {
    expect(merkleRoot(txids)).toBe(root);
    expect(Header.from(headers.find((vector) => vector.height === height)!.header).merkleRoot).toBe(root);
  });

  it('is the txid of a block with the coinbase alone, as in the genesis block', () => {
    const { merkleRoot: root } = Header.from(headers[0]!.header);
    expect(merkleRoot([root])).toBe(root);
    expect(merkleRoot([root.toUpperCase()])).toBe(root);
  });

  it('equals the oracle for every number of transactions', () => {
    for (let n = 1; n <= 70; n++) {
      const list = numbered(...Array.from({ length: n }, (_, i) => i + 1));
      expect(merkleRoot(list)).toBe(oracle(list));
    }
    fc.assert(
      fc.property(txids, (list) => {
        expect(merkleRoot(list)).toBe(oracle(list));
      }),
    );
  });

  it('refuses no transactions, and names the one that is wrong', () => {
    expectInputError(
      () => merkleRoot([]),
      'ERR_INVALID_OPTION',
      'txids',
      'an array of at least one txid, got an array of 0',
    );
    expectInputError(
      () => merkleRoot('00' as never),
      'ERR_INVALID_OPTION',
      'txids',
      'an array of at least one txid, got "00"',
    );
    expectInputError(
      () => merkleRoot([...numbered(1), 'ab']),
      'ERR_INVALID_OPTION',
      'txids[1]',
      '64 hex digits (it has 2), got "ab"',
    );
    expectInputError(
      () => merkleRoot(new Array(2)),
      'ERR_INVALID_OPTION',
      'txids[0]',
      'a hex string, got undefined',
    );
  });
});

describe('computeMerkleRoot', () => {
  it('sees the lists that CVE-2012-2459 makes out of honest ones', () => {
    for (const [honest, forged] of [
      [numbered(1, 2, 3), numbered(1, 2, 3, 3)],
      [numbered(1, 2, 3, 4, 5, 6), numbered(1, 2, 3, 4, 5, 6, 5, 6)],
      [numbered(1, 2, 3, 4, 5), numbered(1, 2, 3, 4, 5, 5)],
      [numbered(1, 2, 3, 4, 5), numbered(1, 2, 3, 4, 5, 5, 5, 5)],
    ] as const) {
      const { root, mutated } = computeMerkleRoot(honest);
      expect(mutated).toBe(false);
      expect(computeMerkleRoot(forged)).toEqual({ root, mutated: true });
    }
  });

  it('only looks at pairs, as Bitcoin Core does', () => {
    expect(computeMerkleRoot(numbered(1, 2, 2, 3)).mutated).toBe(false);
    expect(computeMerkleRoot(numbered(1, 1)).mutated).toBe(true);
    expect(computeMerkleRoot(numbered(1)).mutated).toBe(false);
  });

  it('finds nothing in lists of different txids', () => {
    fc.assert(
      fc.property(fc.uniqueArray(txid, { minLength: 1, maxLength: 40 }), (list) => {
        expect(computeMerkleRoot(list)).toEqual({ root: oracle(list), mutated: false });
      }),
    );
  });
});

describe('merkleBranch and rootFromBranch', () => {
  it.each(blocks)('lead to the root of block $height from each transaction', ({ txids, root }) => {
    for (const [index, leaf] of txids.entries()) {
      expect(rootFromBranch(leaf, merkleBranch(txids, index), index)).toBe(root);
    }
  });

  it('lead to the root from every index of every size', () => {
    for (let n = 1; n <= 33; n++) {
      const list = numbered(...Array.from({ length: n }, (_, i) => i + 1));
      const root = oracle(list);
      for (const [index, leaf] of list.entries()) {
        const branch = merkleBranch(list, index);
        expect(branch).toHaveLength(Math.ceil(Math.log2(n)));
        expect(rootFromBranch(leaf, branch, index)).toBe(root);
      }
    }
  });

  it('do not lead there from another leaf or, if the tree is full, another place', () => {
    const list = numbered(1, 2, 3, 4, 5, 6, 7, 8);
    const branch = merkleBranch(list, 2);
    expect(rootFromBranch(list[3]!, branch, 2)).not.toBe(merkleRoot(list));
    expect(rootFromBranch(list[2]!, branch, 3)).not.toBe(merkleRoot(list));
  });

  it('carry a changing coinbase', () => {
    fc.assert(
      fc.property(txids, txid, (list, coinbase) => {
        const branch = merkleBranch(['0'.repeat(64), ...list], 0);
        expect(rootFromBranch(coinbase, branch, 0)).toBe(oracle([coinbase, ...list]));
      }),
    );
  });

  it('are empty for a single transaction', () => {
    const [only] = numbered(7);
    expect(merkleBranch([only!], 0)).toEqual([]);
    expect(rootFromBranch(only!, [], 0)).toBe(only);
  });

  it('reach the last index of the deepest branch', () => {
    const [leaf, sibling] = numbered(1, 2);
    const deep = new Array<string>(32).fill(sibling!);
    expect(rootFromBranch(leaf!, deep, 2 ** 32 - 1)).not.toBe(rootFromBranch(leaf!, deep, 2 ** 31 - 1));
    expect(rootFromBranch(leaf!, deep, 2 ** 32 - 1)).not.toBe(rootFromBranch(leaf!, deep, 2 ** 32 - 2));
  });

  it('refuse an index outside the list or the branch', () => {
    const list = numbered(1, 2, 3);
    expectInputError(
      () => merkleBranch(list, 3),
      'ERR_INVALID_OPTION',
      'index',
      'an integer from 0 to 2, got 3',
    );
    expectInputError(
      () => merkleBranch(list, -1),
      'ERR_INVALID_OPTION',
      'index',
      'an integer from 0 to 2, got -1',
    );
    expectInputError(
      () => rootFromBranch(list[0]!, list.slice(1), 4),
      'ERR_INVALID_OPTION',
      'index',
      'an integer from 0 to 3, got 4',
    );
  });

  it('refuse what is no branch, and name its wrong entry', () => {
    const [leaf] = numbered(1);
    expectInputError(
      () => rootFromBranch(leaf!, new Array<string>(33).fill(leaf!), 0),
      'ERR_INVALID_OPTION',
      'branch',
      'an array of at most 32 hashes, got an array of 33',
    );
    expectInputError(
      () => rootFromBranch(leaf!, undefined as never, 0),
      'ERR_INVALID_OPTION',
      'branch',
      'an array of at most 32 hashes, got undefined',
    );
    expectInputError(
      () => rootFromBranch(leaf!, [leaf!, 'q'], 0),
      'ERR_INVALID_OPTION',
      'branch[1]',
      'hex digits only (character 1 of 1 is "q"), got "q"',
    );
    expectInputError(
      () => rootFromBranch('', [], 0),
      'ERR_INVALID_OPTION',
      'leaf',
      '64 hex digits (it has 0), got ""',
    );
    expectInputError(
      () => merkleBranch([], 0),
      'ERR_INVALID_OPTION',
      'txids',
      'an array of at least one txid, got an array of 0',
    );
  });
});
