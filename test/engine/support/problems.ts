import fc from 'fast-check';
import type { Problem } from '../../support/oracle.js';

export { KERNEL_NAMES as KERNELS } from '../../../dist/engine/kernel-names.js';

export const MAX_NONCE = 0xffffffff;

export const header = fc.uint8Array({ minLength: 76, maxLength: 76 });

/** Between one in two and one in a million hashes meet it. */
export const easyTarget = fc
  .tuple(fc.integer({ min: 236, max: 255 }), fc.bigInt(0n, (1n << 236n) - 1n))
  .map(([power, low]) => (1n << BigInt(power)) + low);

/** Up to `size` nonces: at either end of the nonce space, or anywhere. */
export function interval(size: number) {
  return fc
    .tuple(
      fc.constantFrom('first', 'last', 'any'),
      fc.integer({ min: 0, max: MAX_NONCE - size }),
      fc.integer({ min: 1, max: size }),
    )
    .map(([place, anywhere, count]) => {
      const start = place === 'first' ? 0 : place === 'last' ? MAX_NONCE - count + 1 : anywhere;
      return { start, end: start + count - 1 };
    });
}

export function problem(size: number): fc.Arbitrary<Problem> {
  return fc
    .tuple(header, easyTarget, interval(size))
    .map(([bytes, target, { start, end }]) => ({ header: bytes, target, start, end }));
}

/** Versions × nonces, up to `size` headers: any mask, and any part of its versions. */
export function rolledProblem(size: number): fc.Arbitrary<Required<Problem>> {
  const mask = fc.oneof(
    fc.constant(0x1fffe000),
    fc.nat(0xffffffff),
    fc.uniqueArray(fc.nat(31), { maxLength: 5 }).map((bits) => bits.reduce((sum, bit) => sum + 2 ** bit, 0)),
  );
  return fc
    .tuple(header, easyTarget, mask, fc.nat(), fc.integer({ min: 1, max: 40 }), fc.nat())
    .chain(([bytes, target, versionMask, first, versions, more]) => {
      const last = 2 ** versionMask.toString(2).replaceAll('0', '').length - 1;
      const start = more % 3 === 0 ? 0 : first % (last + 1);
      const versionRange = { start, end: Math.min(last, start + versions - 1) };
      const columns = versionRange.end - versionRange.start + 1;
      return interval(Math.max(1, Math.floor(size / columns))).map((nonces) => ({
        header: bytes,
        target,
        ...nonces,
        versionMask,
        versionRange,
      }));
    });
}

/** A header that is nobody's block. */
export const someHeader = (seed = 7): Uint8Array =>
  Uint8Array.from({ length: 76 }, (_, i) => (i * 31 + seed) & 0xff);

/** No hash is known to be this small: the whole interval has to be searched. */
export const IMPOSSIBLE = 1n;
