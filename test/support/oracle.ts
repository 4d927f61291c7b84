import { createHash } from 'node:crypto';

/** A search as these tests state it. */
export interface Problem {
  /** 76 bytes or more. */
  readonly header: Uint8Array;
  readonly target: bigint;
  /** Both ends inclusive. */
  readonly start: number;
  readonly end: number;
}

const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();

/** The number that a header's hash is compared as, by node:crypto. */
export function hashOf(header: Uint8Array, nonce: number): bigint {
  const bytes = Buffer.alloc(80);
  bytes.set(header.subarray(0, 76));
  bytes.writeUInt32LE(nonce, 76);
  return BigInt(`0x${sha256(sha256(bytes)).reverse().toString('hex')}`);
}

/** Every solving nonce, ascending, by plain trial: what any search has to find. */
export function scan({ header, target, start, end }: Problem): number[] {
  const found: number[] = [];
  for (let nonce = start; nonce <= end; nonce++) if (hashOf(header, nonce) <= target) found.push(nonce);
  return found;
}

export const ascending = (nonces: Iterable<number>): number[] => [...nonces].sort((a, b) => a - b);
