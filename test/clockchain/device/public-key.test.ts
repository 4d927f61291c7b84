import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifySignature } from '../../../src/clockchain/device/device-key.js';
import { readPublicKey } from '../../../src/clockchain/device/public-key.js';
import { sha256d } from '../support/oracle.js';
import { TestDevice } from '../support/test-device.js';

const P = 2n ** 255n - 19n;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base % P, e = exponent; e > 0n; e >>= 1n, b = (b * b) % P)
    if (e & 1n) result = (result * b) % P;
  return result;
}
const inverse = (value: bigint) => power(((value % P) + P) % P, P - 2n);

/** Ed25519 is −x² + y² = 1 + d·x²·y² (RFC 8032, 5.1). */
const D = (-121665n * inverse(121666n)) % P;
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** A square root modulo p; undefined for what is no square. */
function rootOf(square: bigint): bigint | undefined {
  const wanted = ((square % P) + P) % P;
  const candidate = power(wanted, (P + 3n) / 8n);
  return [candidate, (candidate * ROOT_OF_MINUS_ONE) % P].find((root) => (root * root) % P === wanted);
}

/** The y of all points whose order divides 8. Those of order 8 double to one with y = 0, so x² = −y², and the curve has d·y⁴ + 2·y² = 1. */
function smallOrders(): bigint[] {
  const root = rootOf(1n + D)!;
  const ofEight = [root, -root].flatMap((sign) => rootOf((sign - 1n) * inverse(D)) ?? []);
  return [0n, 1n, P - 1n, ...ofEight.flatMap((y) => [y, P - y])];
}

/** @param sign the highest bit: that of x */
function encoded(y: bigint, sign: 0 | 1): Uint8Array {
  const number = y | (BigInt(sign) << 255n);
  return Uint8Array.from(Buffer.from(number.toString(16).padStart(64, '0'), 'hex').reverse());
}

/** Each with both signs, and those that have one as y + p, too. */
const weak = smallOrders().flatMap((y) =>
  [y, y + P]
    .filter((value) => value < 2n ** 255n)
    .flatMap((value) => ([0, 1] as const).map((sign) => encoded(value, sign))),
);

/** A message, and a signature of it with S = 0 that nobody needed a key for. */
function forgeryFor(key: Uint8Array): { message: Uint8Array; signature: Uint8Array } {
  const x = Buffer.from(key).toString('base64url');
  const peer = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  for (let i = 0; i < 1000; i++) {
    const message = sha256d(Buffer.of(i & 0xff, i >> 8));
    for (const point of weak) {
      const signature = new Uint8Array(64);
      signature.set(point);
      if (verify(null, message, peer, signature)) return { message, signature };
    }
  }
  throw new Error(`nothing fits ${Buffer.from(key).toString('hex')}`);
}

describe('a key that anybody can sign for', () => {
  it('has five y, two of them with another encoding', () => {
    expect(new Set(smallOrders()).size).toBe(5);
    expect(weak).toHaveLength(14);
  });

  it.each(weak.map((key) => [Buffer.from(key).toString('hex'), key] as const))('%s is none', (_, key) => {
    const { message, signature } = forgeryFor(key);
    expect(readPublicKey(key)).toBeUndefined();
    expect(verifySignature(key, message, signature)).toBe(false);
  });
});

it('an encoding of y ≥ p is none, whatever y it stands for', () => {
  for (let y = P; y < 2n ** 255n; y++) {
    for (const sign of [0, 1] as const) expect(readPublicKey(encoded(y, sign))).toBeUndefined();
  }
  const below = [3n, 4n, 5n, 6n, 7n, 8n, 9n].map((less) => readPublicKey(encoded(P - less, 0)));
  expect(below).not.toContain(undefined);
});

it('another length is none', () => {
  const { publicKey } = new TestDevice('ada');
  expect(readPublicKey(publicKey)).toBeDefined();
  expect(readPublicKey(publicKey.subarray(1))).toBeUndefined();
  expect(readPublicKey(Uint8Array.of(...publicKey, 0))).toBeUndefined();
});

it('every key that was generated is one', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const device = new TestDevice(name);
      const message = sha256d(Buffer.from(name));
      expect(verifySignature(device.publicKey, message, device.sign(message))).toBe(true);
    }),
  );
});
