import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { SIGNATURE_SIZE } from '../tick/tick-sizes.js';

/** Hashes and signatures of one device's ticks, end to end: cheap to send to another thread. */
export interface SignatureBatch {
  /** Raw Ed25519 public key. */
  readonly device: Uint8Array;
  /** 32 bytes each, internal order. */
  readonly hashes: Uint8Array;
  /** 64 bytes each. */
  readonly signatures: Uint8Array;
}

/**
 * The first tick of the batch that its device did not sign, as verifySignature tells it; the key is read once for all of them, which would
 * otherwise take half as long as the signatures.
 * @returns its place in the batch, or undefined
 */
export function findUnsigned({ device, hashes, signatures }: SignatureBatch): number | undefined {
  const key = publicKeyOf(device);
  for (let i = 0; i * HASH_SIZE < hashes.length; i++) {
    const hash = hashes.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE);
    const signature = signatures.subarray(i * SIGNATURE_SIZE, (i + 1) * SIGNATURE_SIZE);
    if (key === undefined || !verify(null, hash, key, signature)) return i;
  }
  return undefined;
}

/** @returns undefined for a key that is none */
function publicKeyOf(device: Uint8Array): KeyObject | undefined {
  try {
    const x = Buffer.from(device).toString('base64url');
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
