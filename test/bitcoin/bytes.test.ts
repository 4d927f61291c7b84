import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, hashToBigInt, hashToHex, hexToBytes, hexToHash } from '../../src/bitcoin/bytes.js';
import { hashBytes } from './arbitraries.js';
import { expectInputError } from './input-error.js';

const GENESIS = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';

describe('hexToBytes and bytesToHex', () => {
  it('agree with Buffer and undo each other, in either case', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        expect(bytesToHex(bytes)).toBe(hex);
        expect(hexToBytes(hex)).toEqual(bytes);
        expect(hexToBytes(hex.toUpperCase())).toEqual(bytes);
      }),
    );
  });

  it('name the first character that is no hex digit, counted from 1', () => {
    expectInputError(
      () => hexToBytes('00g0x'),
      'ERR_INVALID_OPTION',
      'hex',
      'hex digits only (character 3 of 5 is "g"), got "00g0x"',
    );
    expectInputError(
      () => hexToBytes('ab '),
      'ERR_INVALID_OPTION',
      'hex',
      'hex digits only (character 3 of 3 is " "), got "ab "',
    );
    expectInputError(
      () => hexToBytes('0x00'),
      'ERR_INVALID_OPTION',
      'hex',
      'hex digits only (character 2 of 4 is "x"), got "0x00"',
    );
  });

  it('show a character beyond 16 bits as a whole', () => {
    expectInputError(
      () => hexToBytes('a😀'),
      'ERR_INVALID_OPTION',
      'hex',
      'hex digits only (character 2 of 3 is "😀"), got "a😀"',
    );
  });

  it('refuse an odd number of digits', () => {
    expectInputError(
      () => hexToBytes('abc'),
      'ERR_INVALID_OPTION',
      'hex',
      'whole bytes of hex (3 digits are an odd number), got "abc"',
    );
  });

  it('refuse other types, under the name and code that the caller gives', () => {
    expectInputError(
      () => hexToBytes(12 as never, 'header', 'ERR_INVALID_HEADER'),
      'ERR_INVALID_HEADER',
      'header',
      'a hex string, got 12',
    );
    expectInputError(
      () => bytesToHex('00' as never),
      'ERR_INVALID_OPTION',
      'bytes',
      'a Uint8Array, got "00"',
    );
  });
});

describe('hashToHex and hexToHash', () => {
  it('reverse between internal and display order', () => {
    const hash = Buffer.from('6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000', 'hex');
    expect(hashToHex(hash)).toBe(GENESIS);
    expect(hexToHash(GENESIS)).toEqual(Uint8Array.from(hash));
    expect(hexToHash(GENESIS.toUpperCase())).toEqual(Uint8Array.from(hash));
  });

  it('undo each other and leave their argument alone', () => {
    fc.assert(
      fc.property(hashBytes, (hash) => {
        const before = hash.slice();
        expect(hexToHash(hashToHex(hash))).toEqual(hash);
        expect(hash).toEqual(before);
      }),
    );
  });

  it('leave a Buffer alone, whose slice shares its memory', () => {
    const hash = Buffer.from(GENESIS, 'hex');
    hashToHex(hash);
    expect(hash.toString('hex')).toBe(GENESIS);
  });

  it('refuse every other length', () => {
    expectInputError(
      () => hashToHex(new Uint8Array(31)),
      'ERR_INVALID_OPTION',
      'hash',
      'a Uint8Array of 32 bytes, got 31 bytes',
    );
    expectInputError(
      () => hexToHash('00'),
      'ERR_INVALID_OPTION',
      'hash',
      '64 hex digits (it has 2), got "00"',
    );
    expectInputError(
      () => hexToHash(`${'0'.repeat(63)}z`, 'txids[4]'),
      'ERR_INVALID_OPTION',
      'txids[4]',
      `hex digits only (character 64 of 64 is "z"), got "${'0'.repeat(63)}z"`,
    );
  });
});

describe('hashToBigInt', () => {
  it('reads both forms of a hash as the number that it displays', () => {
    expect(hashToBigInt(GENESIS)).toBe(BigInt(`0x${GENESIS}`));
    expect(hashToBigInt(hexToHash(GENESIS))).toBe(BigInt(`0x${GENESIS}`));
  });

  it('refuses anything else', () => {
    expectInputError(
      () => hashToBigInt(5 as never),
      'ERR_INVALID_OPTION',
      'hash',
      'a Uint8Array of 32 bytes, got 5',
    );
  });
});
