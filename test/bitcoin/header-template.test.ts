import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Header } from '../../src/bitcoin/header.js';
import {
  ALL_NONCES,
  checkNonceRange,
  HeaderTemplate,
  type HeaderTemplateInput,
  type NonceRange,
} from '../../src/bitcoin/header-template.js';
import { u32 } from './arbitraries.js';
import { expectInputError } from './input-error.js';
import { headers } from './vectors.js';

const GENESIS = headers[0]!;
const HEX_76 = GENESIS.header.slice(0, 152);
const HEADER = Header.from(GENESIS.header);

describe('HeaderTemplate.from', () => {
  it('reads the same template from every form, and drops the nonce', () => {
    const { version, previousBlockHash, merkleRoot, time, bits } = HEADER;
    const forms: HeaderTemplateInput[] = [
      HEX_76,
      GENESIS.header,
      Buffer.from(HEX_76, 'hex'),
      Uint8Array.from(Buffer.from(GENESIS.header, 'hex')),
      HEADER,
      HeaderTemplate.from(HEX_76),
      { version, previousBlockHash, merkleRoot, time, bits },
      { version, previousBlockHash, merkleRoot, time, bits: '1d00ffff' },
    ];
    for (const form of forms) {
      const template = HeaderTemplate.from(form);
      expect(template.toHex()).toBe(HEX_76);
      expect({ ...template }).toEqual({
        version,
        previousBlockHash,
        merkleRoot,
        time,
        bits,
        nonceRange: { start: 0, end: 0xffffffff },
        versionMask: 0,
        versionRange: { start: 0, end: 0 },
      });
    }
  });

  it('keeps any 76 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 76, maxLength: 76 }), (bytes) => {
        expect(HeaderTemplate.from(bytes).toBytes()).toEqual(bytes);
      }),
    );
  });

  it('takes what may be rolled from the second argument, the fields or a template, in this order', () => {
    const nonceRange = { start: 5, end: 9 };
    const first = HeaderTemplate.from(HEX_76, { nonceRange, versionMask: 0x1fffe000 });
    expect(first.nonceRange).toEqual(nonceRange);
    expect(first.versionMask).toBe(0x1fffe000);

    const kept = HeaderTemplate.from(first);
    expect(kept.nonceRange).toEqual(nonceRange);
    expect(kept.versionMask).toBe(0x1fffe000);

    const { version, previousBlockHash, merkleRoot, time, bits } = HEADER;
    const fields = { version, previousBlockHash, merkleRoot, time, bits, nonceRange, versionMask: 1 };
    expect(HeaderTemplate.from(fields).nonceRange).toEqual(nonceRange);
    const mixed = HeaderTemplate.from(fields, { versionMask: 2 });
    expect(mixed.nonceRange).toEqual(nonceRange);
    expect(mixed.versionMask).toBe(2);
  });

  it('refuses other lengths, damaged hex and other types', () => {
    expectInputError(
      () => HeaderTemplate.from(new Uint8Array(77)),
      'ERR_INVALID_HEADER',
      'header',
      '76 or 80 bytes, got 77 bytes',
    );
    expectInputError(
      () => HeaderTemplate.from('00'),
      'ERR_INVALID_HEADER',
      'header',
      '76 or 80 bytes in hex (it has 1), got "00"',
    );
    expectInputError(
      () => HeaderTemplate.from('zz'),
      'ERR_INVALID_HEADER',
      'header',
      'hex digits only (character 1 of 2 is "z"), got "zz"',
    );
    for (const [input, shown] of [
      [null, 'null'],
      [undefined, 'undefined'],
      [7, '7'],
    ] as const) {
      expectInputError(
        () => HeaderTemplate.from(input as never),
        'ERR_INVALID_HEADER',
        'header',
        `76 or 80 bytes, their hex, a Header, a HeaderTemplate or its fields, got ${shown}`,
      );
    }
    expectInputError(
      () => HeaderTemplate.from({} as never),
      'ERR_INVALID_HEADER',
      'version',
      'an integer from -2147483648 to 4294967295, got undefined',
    );
  });

  it('refuses rolls outside 32 bits', () => {
    expectInputError(
      () => HeaderTemplate.from(HEX_76, { versionMask: -1 }),
      'ERR_INVALID_OPTION',
      'versionMask',
      'an integer from 0 to 4294967295, got -1',
    );
    expectInputError(
      () => HeaderTemplate.from(HEX_76, { nonceRange: { start: 0, end: 2 ** 32 } }),
      'ERR_INVALID_OPTION',
      'nonceRange.end',
      'an integer from 0 to 4294967295, got 4294967296',
    );
  });
});

describe('checkNonceRange', () => {
  it('takes a single nonce, and every one', () => {
    expect(checkNonceRange({ start: 7, end: 7 })).toEqual({ start: 7, end: 7 });
    expect(checkNonceRange({ start: 0, end: 0xffffffff })).toEqual(ALL_NONCES);
  });

  it('refuses an end before the start, and what is no interval', () => {
    expectInputError(
      () => checkNonceRange({ start: 9, end: 8 }),
      'ERR_INVALID_OPTION',
      'nonceRange.end',
      'an integer from 9 to 4294967295, got 8',
    );
    expectInputError(
      () => checkNonceRange({ start: -1, end: 8 }),
      'ERR_INVALID_OPTION',
      'nonceRange.start',
      'an integer from 0 to 4294967295, got -1',
    );
    expectInputError(
      () => checkNonceRange({ start: 1 } as never),
      'ERR_INVALID_OPTION',
      'nonceRange.end',
      'an integer from 1 to 4294967295, got undefined',
    );
    expectInputError(
      () => checkNonceRange(5 as never),
      'ERR_INVALID_OPTION',
      'nonceRange',
      'an object with start and end, got 5',
    );
    expectInputError(
      () => checkNonceRange(null as never),
      'ERR_INVALID_OPTION',
      'nonceRange',
      'an object with start and end, got null',
    );
  });
});

describe('a HeaderTemplate', () => {
  it('becomes the header of any nonce and version', () => {
    const { header: hex, hash, nonce: solving } = headers.at(-1)!;
    const template = HeaderTemplate.from(hex);
    expect(template.withNonce(solving).hash()).toBe(hash);
    fc.assert(
      fc.property(u32, u32, (nonce, version) => {
        const header = template.withNonce(nonce, version);
        expect(header.toHex()).toBe(Header.from(hex).withNonce(nonce).withVersion(version).toHex());
        expect(template.withNonce(nonce).toHex()).toBe(Header.from(hex).withNonce(nonce).toHex());
      }),
    );
  });

  it('knows its target', () => {
    expect(HeaderTemplate.from(HEX_76).target().toHex()).toBe(GENESIS.target);
    expectInputError(
      () => HeaderTemplate.from(`${HEX_76.slice(0, 144)}00000000`).target(),
      'ERR_INVALID_TARGET',
      'bits',
      'the compact form of a valid target (its value is zero), got "00000000"',
    );
  });

  it('is immutable', () => {
    const source = Buffer.from(HEX_76, 'hex');
    const nonceRange: { start: number; end: number } = { start: 1, end: 2 };
    const template = HeaderTemplate.from(source, { nonceRange });
    source.fill(0);
    template.toBytes().fill(0);
    nonceRange.end = 99;
    expect(template.toHex()).toBe(HEX_76);
    expect(template.nonceRange).toEqual({ start: 1, end: 2 });
    expect(Object.isFrozen(template) && Object.isFrozen(template.nonceRange)).toBe(true);
    expectTypeOf(template.nonceRange).toEqualTypeOf<NonceRange>();
  });
});
