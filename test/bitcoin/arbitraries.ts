import fc from 'fast-check';

export const MAX_256 = (1n << 256n) - 1n;

/** 32-bit unsigned, with its ends often. */
export const u32 = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff),
);

/** 32 bytes. */
export const hashBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** 1 … 2^256 − 1, of every length in bits alike: uniform values would nearly all have 250 bits and more. */
export const targetValue = fc
  .tuple(fc.bigInt(1n, MAX_256), fc.integer({ min: 0, max: 255 }))
  .map(([value, cut]) => value >> BigInt(cut) || 1n);
