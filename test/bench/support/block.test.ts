import { describe, expect, it } from 'vitest';
import {
  BLOCK,
  checkFound,
  HEADER,
  rolledVersions,
  TARGET,
  VERSION,
  WINDOW,
} from '../../../bench/support/block.js';
import { hashOf } from '../../support/oracle.js';

/** BIP 320 leaves bits 13 to 28 to miners. */
const ROLLED = 0x1fffe000;

it('the block is solved by its nonce alone in the window, by node:crypto', () => {
  const target = BigInt(`0x${Buffer.from(TARGET).toString('hex')}`);
  const solving: number[] = [];
  for (let nonce = WINDOW.start; nonce <= WINDOW.end; nonce++) {
    if (hashOf(HEADER, nonce) <= target) solving.push(nonce);
  }
  expect(solving).toEqual([BLOCK.nonce]);
});

it.each([1, 2, 4, 8, 16])('%i rolled versions differ, the own one among them', (count) => {
  const versions = [...rolledVersions(count)];
  expect(new Set(versions).size).toBe(count);
  expect(versions.filter((version) => version === VERSION)).toHaveLength(1);
  for (const version of versions) expect((version ^ VERSION) & ~ROLLED).toBe(0);
});

it('the own version is not the first of several, where a search finds it that ignores versions', () => {
  for (const count of [4, 8, 16]) expect(rolledVersions(count)[0]).not.toBe(VERSION);
});

describe('a proof', () => {
  it('is exactly the nonce', () => {
    expect(() => checkFound('it', [BLOCK.nonce])).not.toThrow();
  });

  it.each([
    [[]],
    [[BLOCK.nonce + 1]],
    [[BLOCK.nonce, BLOCK.nonce]],
    [[BLOCK.nonce, Number.NaN]],
    [[Number.NaN]],
  ])('is not %j', (found) => {
    expect(() => checkFound('it', found)).toThrow(`Expected it to find exactly nonce ${BLOCK.nonce}`);
  });
});
