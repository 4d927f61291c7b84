import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Header, type HeaderFieldsInput } from '../../src/bitcoin/header.js';
import { u32 } from './arbitraries.js';
import { expectInputError } from './input-error.js';
import { headers } from './vectors.js';

const GENESIS = headers[0]!;
const headerBytes = fc.uint8Array({ minLength: 80, maxLength: 80 });

/** The fields of the genesis block. */
const FIELDS: HeaderFieldsInput = {
  version: 1,
  previousBlockHash: '0'.repeat(64),
  merkleRoot: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
  time: 1231006505,
  bits: 0x1d00ffff,
  nonce: 2083236893,
};

describe('Header', () => {
  it.each(headers)('block $height: hash, nonce, bits and target', ({ header, hash, nonce, bits, target }) => {
    const parsed = Header.from(header);
    expect(parsed.hash()).toBe(hash);
    expect(Buffer.from(parsed.hashBytes()).reverse().toString('hex')).toBe(hash);
    expect(parsed.nonce).toBe(nonce);
    expect(parsed.bits).toBe(Number.parseInt(bits, 16));
    expect(parsed.target().toHex()).toBe(target);
    expect(parsed.toHex()).toBe(header);
  });

  it('reads the genesis block', () => {
    expect({ ...Header.from(GENESIS.header) }).toEqual(FIELDS);
    expect(Header.fromFields(FIELDS).toHex()).toBe(GENESIS.header);
  });

  it('shows the version signed, as RPC prints it', () => {
    expect(Header.from(headers.find(({ height }) => height === 840000)!.header).version).toBe(710926336);
    expect(Header.from(`ffffffff${GENESIS.header.slice(8)}`).version).toBe(-1);
  });

  it('chains: 277315 follows 277314, 1 follows 0', () => {
    const at = (height: number) => Header.from(headers.find((vector) => vector.height === height)!.header);
    expect(at(277315).previousBlockHash).toBe(at(277314).hash());
    expect(at(1).previousBlockHash).toBe(at(0).hash());
  });

  it('parses and serialises any 80 bytes back to themselves', () => {
    fc.assert(
      fc.property(headerBytes, (bytes) => {
        const header = Header.from(bytes);
        const hex = Buffer.from(bytes).toString('hex');
        expect(header.toBytes()).toEqual(bytes);
        expect(header.toHex()).toBe(hex);
        expect(`${header}`).toBe(hex);
        expect(Header.from(hex.toUpperCase()).toHex()).toBe(hex);
        expect(Header.fromFields(header).toHex()).toBe(hex);
        expect(Header.from(header)).toBe(header);
      }),
    );
  });

  it("hashes any 80 bytes as OpenSSL's SHA-256 does, twice", () => {
    fc.assert(
      fc.property(headerBytes, (bytes) => {
        const once = createHash('sha256').update(bytes).digest();
        const twice = createHash('sha256').update(once).digest();
        expect(Header.from(bytes).hashBytes()).toEqual(Uint8Array.from(twice));
        expect(Header.from(bytes).hash()).toBe(Buffer.from(twice).reverse().toString('hex'));
      }),
    );
  });
});

describe('withNonce and withVersion', () => {
  it('change that field alone', () => {
    fc.assert(
      fc.property(headerBytes, u32, (bytes, value) => {
        const header = Header.from(bytes);
        header.hash(); // a cached hash must not travel along
        const nonce = header.withNonce(value);
        const expected = Buffer.from(bytes);
        expected.writeUInt32LE(value, 76);
        expect(nonce.toHex()).toBe(expected.toString('hex'));
        expect(nonce.nonce).toBe(value);
        expect(nonce.hash()).toBe(Header.from(expected).hash());

        const version = header.withVersion(value);
        expected.set(bytes);
        expected.writeUInt32LE(value, 0);
        expect(version.toHex()).toBe(expected.toString('hex'));
        expect(version.version).toBe(value | 0);
        expect(header.toBytes()).toEqual(bytes);
      }),
    );
  });

  it('refuse what does not fit', () => {
    const header = Header.from(GENESIS.header);
    expectInputError(
      () => header.withNonce(2 ** 32),
      'ERR_INVALID_HEADER',
      'nonce',
      'an integer from 0 to 4294967295, got 4294967296',
    );
    expectInputError(
      () => header.withNonce(-1),
      'ERR_INVALID_HEADER',
      'nonce',
      'an integer from 0 to 4294967295, got -1',
    );
    expectInputError(
      () => header.withVersion(0.5),
      'ERR_INVALID_HEADER',
      'version',
      'an integer from -2147483648 to 4294967295, got 0.5',
    );
  });
});

describe('Header.from refuses', () => {
  it('other lengths, above all 76 bytes, which have no nonce', () => {
    expectInputError(
      () => Header.from(new Uint8Array(76)),
      'ERR_INVALID_HEADER',
      'header',
      '80 bytes, got 76 bytes',
    );
    const hex = GENESIS.header.slice(0, 152);
    expectInputError(
      () => Header.from(hex),
      'ERR_INVALID_HEADER',
      'header',
      `80 bytes in hex (it has 76), got "${hex.slice(0, 32)}…" (152 characters)`,
    );
    expectInputError(
      () => Header.from(''),
      'ERR_INVALID_HEADER',
      'header',
      '80 bytes in hex (it has 0), got ""',
    );
  });

  it('damaged hex', () => {
    expectInputError(
      () => Header.from(`${GENESIS.header.slice(0, 159)} `),
      'ERR_INVALID_HEADER',
      'header',
      `hex digits only (character 160 of 160 is " "), got "${GENESIS.header.slice(0, 32)}…" (160 characters)`,
    );
    expectInputError(
      () => Header.from('abc'),
      'ERR_INVALID_HEADER',
      'header',
      'whole bytes of hex (3 digits are an odd number), got "abc"',
    );
  });

  it('other types', () => {
    for (const [input, shown] of [
      [undefined, 'undefined'],
      [null, 'null'],
      [80, '80'],
      [new Array(80).fill(0), 'an array of 80'],
      [FIELDS, 'an object'],
    ] as const) {
      expectInputError(
        () => Header.from(input as never),
        'ERR_INVALID_HEADER',
        'header',
        `hex or a Uint8Array, got ${shown}`,
      );
    }
  });
});

describe('Header.fromFields', () => {
  it('takes bits as RPC prints them, and an unsigned version', () => {
    expect(Header.fromFields({ ...FIELDS, bits: '1d00ffff' }).toHex()).toBe(GENESIS.header);
    expect(Header.fromFields({ ...FIELDS, version: 0xffffffff }).version).toBe(-1);
    expect(Header.fromFields({ ...FIELDS, version: -(2 ** 31) }).toHex()).toMatch(/^00000080/);
  });

  it('takes bits that are no target, and says so only when asked for it', () => {
    const header = Header.fromFields({ ...FIELDS, bits: 0 });
    expectInputError(
      () => header.target(),
      'ERR_INVALID_TARGET',
      'bits',
      'the compact form of a valid target (its value is zero), got "00000000"',
    );
  });

  it.each([
    ['version', 2 ** 32, 'an integer from -2147483648 to 4294967295, got 4294967296'],
    ['version', -(2 ** 31) - 1, 'an integer from -2147483648 to 4294967295, got -2147483649'],
    ['version', '1', 'an integer from -2147483648 to 4294967295, got "1"'],
    ['previousBlockHash', '00', '64 hex digits (it has 2), got "00"'],
    ['previousBlockHash', undefined, 'a hex string, got undefined'],
    ['merkleRoot', 'x'.repeat(64), `hex digits only (character 1 of 64 is "x"), got "${'x'.repeat(64)}"`],
    ['time', -1, 'an integer from 0 to 4294967295, got -1'],
    ['time', Number.NaN, 'an integer from 0 to 4294967295, got NaN'],
    ['nonce', 2 ** 32, 'an integer from 0 to 4294967295, got 4294967296'],
    ['nonce', undefined, 'an integer from 0 to 4294967295, got undefined'],
  ])('refuses %s %o', (field, value, message) => {
    expectInputError(
      () => Header.fromFields({ ...FIELDS, [field]: value }),
      'ERR_INVALID_HEADER',
      field,
      message,
    );
  });

  it('refuses bits that are no 32-bit number as a target', () => {
    expectInputError(
      () => Header.fromFields({ ...FIELDS, bits: 2 ** 32 }),
      'ERR_INVALID_TARGET',
      'bits',
      'an integer from 0 to 4294967295, got 4294967296',
    );
  });

  it('refuses what is no object', () => {
    expectInputError(
      () => Header.fromFields(undefined as never),
      'ERR_INVALID_HEADER',
      'fields',
      'an object, got undefined',
    );
  });
});

describe('a Header is immutable', () => {
  it('whatever happens to the bytes it came from', () => {
    for (const source of [
      Uint8Array.from(Buffer.from(GENESIS.header, 'hex')),
      Buffer.from(GENESIS.header, 'hex'),
    ]) {
      const header = Header.from(source);
      source.fill(0);
      expect(header.hash()).toBe(GENESIS.hash);
    }
  });

  it('whatever happens to the bytes it gave away', () => {
    const header = Header.from(GENESIS.header);
    header.toBytes().fill(0);
    header.hashBytes().fill(0);
    expect(header.toHex()).toBe(GENESIS.header);
    expect(header.hash()).toBe(GENESIS.hash);
  });

  it('in its fields', () => {
    const header = Header.from(GENESIS.header);
    expect(() => {
      // @ts-expect-error read-only
      header.nonce = 5;
    }).toThrow(TypeError);
    expect(header.nonce).toBe(GENESIS.nonce);
    expectTypeOf(header.previousBlockHash).toBeString();
    // @ts-expect-error made by Header.from alone
    expectTypeOf(Header).toBeConstructibleWith(new Uint8Array(80));
  });
});

describe('a Header from elsewhere', () => {
  it('may lie in the middle of a larger buffer', () => {
    const room = new Uint8Array(200);
    room.set(Buffer.from(GENESIS.header, 'hex'), 33);
    expect(Header.from(room.subarray(33, 113)).hash()).toBe(GENESIS.hash);
  });

  it('may be shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(80));
    shared.set(Buffer.from(GENESIS.header, 'hex'));
    expect(Header.from(shared).hash()).toBe(GENESIS.hash);
  });

  it('may come from another realm, whose Uint8Array is not ours', () => {
    const foreign: Uint8Array = runInNewContext(
      `Uint8Array.from(${JSON.stringify([...Buffer.from(GENESIS.header, 'hex')])})`,
    );
    expect(foreign instanceof Uint8Array).toBe(false);
    expect(Header.from(foreign).hash()).toBe(GENESIS.hash);
  });
});

describe('equals', () => {
  it('compares the bytes', () => {
    const header = Header.from(GENESIS.header);
    expect(header.equals(Header.fromFields(FIELDS))).toBe(true);
    expect(header.equals(header.withNonce(0))).toBe(false);
  });
});
