import { headers } from '../bitcoin/vectors.js';
import { scan as scanBytes } from '../support/oracle.js';

/** Block 277316, whose nonce is 924591752. */
export const BLOCK = headers.find(({ height }) => height === 277316)!;

/** An interval of `size` nonces that holds the block's nonce at about three quarters. */
export function windowAround(nonce: number, size: number): { start: number; end: number } {
  const start = Math.max(0, nonce - Math.floor(size * 0.75));
  return { start, end: Math.min(start + size - 1, 0xffffffff) };
}

/** The flags of an interval. */
export function interval({ start, end }: { start: number; end: number }): string[] {
  return ['--nonce-start', String(start), '--nonce-end', String(end)];
}

/** A header of which nothing is known but that it has 76 bytes. */
export const OTHER_HEADER = `01000000${'5a'.repeat(68)}ffff001d`;

/** Every solving nonce of an interval by node:crypto, header and target in hex. */
export function scan(header: string, target: string, start: number, end: number): number[] {
  return scanBytes({ header: Buffer.from(header, 'hex'), target: BigInt(`0x${target}`), start, end });
}
