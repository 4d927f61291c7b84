import { readFileSync } from 'node:fs';
import fc from 'fast-check';

export const END = 2 ** 32;
export const MAX_TARGET = 2n ** 256n - 1n;

interface HeaderVector {
  height: number;
  header: string;
  hash: string;
  nonce: number;
  target: string;
}

/** Real blocks. */
export const vectors = (
  JSON.parse(readFileSync(new URL('../vectors/headers.json', import.meta.url), 'utf8')) as HeaderVector[]
).map((v) => ({
  height: v.height,
  header: Buffer.from(v.header, 'hex'),
  hash: BigInt(`0x${v.hash}`),
  nonce: v.nonce,
  target: BigInt(`0x${v.target}`),
}));

export const header = fc.uint8Array({ minLength: 76, maxLength: 76 });

/** Targets whose chance a nonce is between one half and 2^−16. */
export const target = fc
  .tuple(fc.integer({ min: 240, max: 255 }), fc.bigInt(0n, MAX_TARGET))
  .map(([bits, noise]) => 2n ** BigInt(bits) + (noise % 2n ** BigInt(bits)));

/** Intervals of up to `max` nonces anywhere, and often at either end of them. */
export const intervalOf = (max: number): fc.Arbitrary<{ nonce: number; count: number }> =>
  fc.oneof(fc.constant(1), fc.integer({ min: 1, max })).chain((n) =>
    fc.record({
      nonce: fc.oneof(fc.constant(0), fc.constant(END - n), fc.integer({ min: 0, max: END - n })),
      count: fc.constant(n),
    }),
  );
