import { describe, expect, expectTypeOf, it } from 'vitest';
import { hashDifficulty } from '../../src/bitcoin/difficulty.js';
import { Header } from '../../src/bitcoin/header.js';
import { Target } from '../../src/bitcoin/target.js';
import { type Verification, verifyHeader } from '../../src/bitcoin/verify.js';
import { expectInputError } from './input-error.js';
import { headers } from './vectors.js';

describe('verifyHeader', () => {
  it.each(headers)('block $height is valid by its own bits', ({ header, hash, target }) => {
    const result = verifyHeader(header);
    expect(result.valid).toBe(true);
    expect(result.hash).toBe(hash);
    expect(result.target.toHex()).toBe(target);
    expect(result.difficulty).toBe(hashDifficulty(hash));
    expect(result.header.toHex()).toBe(header);
    expectTypeOf(result).toEqualTypeOf<Verification>();
  });

  it.each(headers)('block $height with another nonce is not', ({ header, nonce }) => {
    expect(verifyHeader(Header.from(header).withNonce((nonce + 1) % 2 ** 32)).valid).toBe(false);
  });

  it('compares with the target that is given instead: the hash itself is met, one less is not', () => {
    const { header, hash } = headers[0]!;
    const exact = BigInt(`0x${hash}`);
    expect(verifyHeader(header, exact).valid).toBe(true);
    expect(verifyHeader(header, hash).valid).toBe(true);
    expect(verifyHeader(header, Target.from(exact)).valid).toBe(true);
    const result = verifyHeader(header, exact - 1n);
    expect(result.valid).toBe(false);
    expect(result.target.toBigInt()).toBe(exact - 1n);
    expect(result.hash).toBe(hash);
  });

  it('takes bytes and Headers too', () => {
    const { header, hash } = headers[3]!;
    expect(verifyHeader(Buffer.from(header, 'hex')).hash).toBe(hash);
    const parsed = Header.from(header);
    expect(verifyHeader(parsed).header).toBe(parsed);
  });

  it('refuses a header without nonce', () => {
    expectInputError(
      () => verifyHeader(new Uint8Array(76)),
      'ERR_INVALID_HEADER',
      'header',
      '80 bytes, got 76 bytes',
    );
  });

  it('refuses bits that are no target, unless a target is given', () => {
    const header = Header.fromFields({ ...Header.from(headers[0]!.header), bits: 0xff123456 });
    expectInputError(
      () => verifyHeader(header),
      'ERR_INVALID_TARGET',
      'bits',
      'the compact form of a valid target (its value is greater than 2^256 - 1), got "ff123456"',
    );
    expect(verifyHeader(header, 'f'.repeat(64)).valid).toBe(true);
  });

  it('refuses a target that is none', () => {
    expectInputError(
      () => verifyHeader(headers[0]!.header, 0n),
      'ERR_INVALID_TARGET',
      'target',
      'a bigint from 1 to 2^256 - 1, got 0n',
    );
    expectInputError(
      () => verifyHeader(headers[0]!.header, null as never),
      'ERR_INVALID_TARGET',
      'target',
      'hex, a bigint or a Target, got null',
    );
  });
});
