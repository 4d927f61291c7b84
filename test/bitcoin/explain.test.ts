import { describe, expect, it } from 'vitest';
import { explainBits, explainHeader, explainVersion } from '../../src/bitcoin/explain.js';
import { Header } from '../../src/bitcoin/header.js';
import { HeaderTemplate } from '../../src/bitcoin/header-template.js';
import { expectInputError } from './input-error.js';
import { headers } from './vectors.js';

const GENESIS = headers[0]!.header;

describe('explainHeader', () => {
  it('explains the genesis block', () => {
    expect(explainHeader(GENESIS)).toEqual([
      { name: 'version', offset: 0, size: 4, hex: '01000000', value: 1, meaning: 'the first version' },
      {
        name: 'previousBlockHash',
        offset: 4,
        size: 32,
        hex: '0'.repeat(64),
        value: '0'.repeat(64),
        meaning: 'none: the first block of a chain',
      },
      {
        name: 'merkleRoot',
        offset: 36,
        size: 32,
        hex: '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a',
        value: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
        meaning: 'commits to the transactions of the block',
      },
      {
        name: 'time',
        offset: 68,
        size: 4,
        hex: '29ab5f49',
        value: 1231006505,
        meaning: '2009-01-03T18:15:05Z',
      },
      {
        name: 'bits',
        offset: 72,
        size: 4,
        hex: 'ffff001d',
        value: '1d00ffff',
        meaning: `target 00000000ffff${'0'.repeat(52)}; difficulty 1`,
      },
      {
        name: 'nonce',
        offset: 76,
        size: 4,
        hex: '1dac2b7c',
        value: 2083236893,
        meaning: 'varied until the hash meets the target',
      },
    ]);
  });

  it.each(headers)('covers every byte of block $height once', ({ header }) => {
    const fields = explainHeader(header);
    expect(fields.map(({ hex }) => hex).join('')).toBe(header);
    for (const { offset, size, hex } of fields) {
      expect(hex).toBe(header.slice(2 * offset, 2 * (offset + size)));
    }
  });

  it('has a nonce only where there is one', () => {
    const names = (fields: { name: string }[]) => fields.map(({ name }) => name);
    const whole = ['version', 'previousBlockHash', 'merkleRoot', 'time', 'bits', 'nonce'];
    for (const form of [GENESIS, Buffer.from(GENESIS, 'hex'), Header.from(GENESIS)]) {
      expect(names(explainHeader(form))).toEqual(whole);
    }
    const hex = GENESIS.slice(0, 152);
    for (const form of [hex, Buffer.from(hex, 'hex'), HeaderTemplate.from(hex)]) {
      expect(names(explainHeader(form))).toEqual(whole.slice(0, 5));
    }
  });

  it('links to the block before', () => {
    expect(explainHeader(headers[1]!.header)[1]).toMatchObject({
      value: headers[0]!.hash,
      meaning: 'the block before',
    });
  });

  it('explains bits that are no target, and times to the end of their range', () => {
    const header = Header.fromFields({ ...Header.from(GENESIS), bits: 0, time: 0xffffffff });
    expect(explainHeader(header)[3]!.meaning).toBe('2106-02-07T06:28:15Z');
    expect(explainHeader(header)[4]!.meaning).toBe('no valid target: zero');
  });

  it('refuses what is no header', () => {
    expectInputError(
      () => explainHeader('00'),
      'ERR_INVALID_HEADER',
      'header',
      '76 or 80 bytes in hex (it has 1), got "00"',
    );
    expectInputError(
      () => explainHeader('x'.repeat(160)),
      'ERR_INVALID_HEADER',
      'header',
      `hex digits only (character 1 of 160 is "x"), got "${'x'.repeat(32)}…" (160 characters)`,
    );
  });
});

describe('explainVersion', () => {
  it.each([
    [1, 'the first version'],
    [2, 'BIP 34: the coinbase holds the height'],
    [3, 'BIP 66: strict DER signatures'],
    [4, 'BIP 65: OP_CHECKLOCKTIMEVERIFY'],
    [0, 'no standard meaning (neither 1 to 4 nor BIP 9)'],
    [5, 'no standard meaning (neither 1 to 4 nor BIP 9)'],
    [-1, 'no standard meaning (neither 1 to 4 nor BIP 9)'],
    [0x20000000, 'BIP 9 version bits; signals nothing'],
    [0x20000002, 'BIP 9 version bits; signals bit 1'],
    [0x20001005, 'BIP 9 version bits; signals bit 0, 2, 12'],
    [0x30002000, 'BIP 9 version bits; signals nothing; bit 13, 28 set, which miners may roll (BIP 320)'],
    [0x20004010, 'BIP 9 version bits; signals bit 4; bit 14 set, which miners may roll (BIP 320)'],
  ])('%i: %s', (version, meaning) => {
    expect(explainVersion(version)).toBe(meaning);
  });
});

describe('explainBits', () => {
  it.each([
    [0x1b04864c, `target 000000000004864c${'0'.repeat(48)}; difficulty 14484.162361225399`],
    ['207fffff', `target 7fffff${'0'.repeat(58)}; difficulty 4.6565423739069247e-10`],
    [0x04923456, 'no valid target: negative'],
    ['ff123456', 'no valid target: overflow'],
  ])('%o: %s', (bits, meaning) => {
    expect(explainBits(bits)).toBe(meaning);
  });
});
