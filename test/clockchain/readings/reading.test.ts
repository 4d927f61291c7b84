import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { DeviceKey } from '../../../src/clockchain/device/device-key.js';
import {
  encodeReading,
  isSigned,
  LONGEST_READING,
  leafOf,
  parseReading,
  type Reading,
  SIGNED_OVERHEAD,
  type SignedReading,
  signReading,
} from '../../../src/clockchain/readings/reading.js';
import { sha256d } from '../support/oracle.js';
import { openSeeded } from '../support/seeded-key.js';

const SESSION = 'garden';
const READING: Reading = { number: 7, time: 1_800_000_000_123, bytes: Buffer.from('{ "t" : 21.50 }\r') };

let key: DeviceKey;
beforeAll(async () => {
  key = await openSeeded(DeviceKey.open, '2a'.repeat(32));
});

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

describe('a line', () => {
  const line = (text: string) => Buffer.from(text);

  it.each(['{}', '{"t":21.5}', ' {"t":[1,{"a":null}]}\r', '{"ü":"\\u0000"}'])('%j is a reading', (text) => {
    expect(parseReading(line(text))).toEqual(JSON.parse(text));
  });

  it('can be any object that JSON can say', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        expect(parseReading(line(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['', 'to be a JSON object, got ""'],
    ['21.5', 'to be a JSON object, got 21.5'],
    ['null', 'to be a JSON object, got null'],
    ['[{"t":1}]', 'to be a JSON object, got an array of 1'],
    ['{"t":21.5', 'to be a JSON object, got "{\\"t\\":21.5"'],
    ['{"t":1}{"t":2}', 'to be a JSON object, got "{\\"t\\":1}{\\"t\\":2}"'],
    ['\ufeff{"t":1}', 'to be a JSON object, got "\ufeff{\\"t\\":1}"'],
  ])('%j is none', (text, message) => {
    expect(() => parseReading(line(text))).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_READING', message: `Expected the reading ${message}` }),
    );
  });

  it('is no reading when it is not UTF-8', () => {
    const bytes = Buffer.from('{"t":"\xff"}', 'latin1');
    expect(() => parseReading(bytes)).toThrow('Expected the reading to be UTF-8, got bytes that are not');
  });

  it('can be 16,384 bytes long, and no more', () => {
    const of = (length: number) => line(`{"t":"${'x'.repeat(length - 8)}"}`);
    expect(parseReading(of(LONGEST_READING)).t).toHaveLength(16_376);
    expect(() => parseReading(of(16_385))).toThrow(
      'Expected the reading to have at most 16384 bytes, got more',
    );
  });
});

it('is signed over what is documented', () => {
  const signed = signReading(key, SESSION, READING);
  const parts = [key.publicKey, u64(7), u64(READING.time)];
  const digest = sha256d(
    Buffer.from('mine-wasm/reading/1\0'),
    sha256d(Buffer.from(SESSION)),
    ...parts,
    READING.bytes,
  );
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key.publicKey).toString('base64url') },
    format: 'jwk',
  });
  expect(verify(null, digest, publicKey, signed.signature)).toBe(true);
  const encoded = Buffer.concat([...parts, signed.signature, READING.bytes]);
  expect(Buffer.from(encodeReading(signed))).toEqual(encoded);
  expect(encoded).toHaveLength(SIGNED_OVERHEAD + READING.bytes.length);
  expect(leafOf(signed)).toEqual(sha256d(encoded));
});

it('is not signed any more when anything of it changes', () => {
  const signed = signReading(key, SESSION, READING);
  expect(isSigned(SESSION, signed)).toBe(true);
  expect(isSigned('house', signed)).toBe(false);
  const other = DeviceKey.generate().publicKey;
  const changes: Partial<SignedReading>[] = [
    { number: 8 },
    { time: READING.time + 1 },
    { bytes: Buffer.from('{ "t" : 21.51 }\r') },
    { bytes: READING.bytes.subarray(0, -1) },
    { device: other },
    { signature: Uint8Array.from(signed.signature).fill(0, 0, 1) },
  ];
  for (const change of changes) expect(isSigned(SESSION, { ...signed, ...change })).toBe(false);
});
