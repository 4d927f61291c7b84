import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/bitcoin/bytes.js';
import { sha256d } from '../../src/bitcoin/sha256d.js';
import { expectInputError } from './input-error.js';

function sha256(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

describe('sha256d', () => {
  it('knows the hash of nothing', () => {
    expect(bytesToHex(sha256d(new Uint8Array()))).toBe(
      '5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456',
    );
  });

  it("equals OpenSSL's, for every length around the block boundaries and at random", () => {
    for (let length = 0; length <= 200; length++) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
      expect(sha256d(data)).toEqual(Uint8Array.from(sha256(sha256(data))));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (data) => {
        expect(sha256d(data)).toEqual(Uint8Array.from(sha256(sha256(data))));
      }),
    );
  });

  it('takes the Uint8Array of another realm, which is not ours', () => {
    const foreign: Uint8Array = runInNewContext('Uint8Array.of(1, 2, 3)');
    expect(foreign instanceof Uint8Array).toBe(false);
    expect(sha256d(foreign)).toEqual(sha256d(Uint8Array.of(1, 2, 3)));
  });

  it('refuses what is no Uint8Array', () => {
    expectInputError(() => sha256d('' as never), 'ERR_INVALID_OPTION', 'data', 'a Uint8Array, got ""');
    expectInputError(
      () => sha256d([1, 2] as never),
      'ERR_INVALID_OPTION',
      'data',
      'a Uint8Array, got an array of 2',
    );
    expectInputError(
      () => sha256d(new Uint16Array(2) as never),
      'ERR_INVALID_OPTION',
      'data',
      'a Uint8Array, got a Uint16Array',
    );
  });
});
