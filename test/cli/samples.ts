import { createHash } from 'node:crypto';
import { headers } from '../bitcoin/vectors.js';

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

/** Every solving nonce of an interval by node:crypto: an oracle that shares nothing with the engine. */
export function scan(header: string, target: string, start: number, end: number): number[] {
  const bytes = Buffer.from(header.slice(0, 152).padEnd(160, '0'), 'hex');
  const goal = Buffer.from(target.padStart(64, '0'), 'hex');
  const nonces: number[] = [];
  for (let nonce = start; nonce <= end; nonce++) {
    bytes.writeUInt32LE(nonce, 76);
    const hash = createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();
    if (hash.reverse().compare(goal) <= 0) nonces.push(nonce);
  }
  return nonces;
}
