/** What a tick consists of, worked out by node:crypto alone from the definition in words. */
import { createHash } from 'node:crypto';
import type { Citation, Tick, TickContent } from '../../../src/clockchain/tick/tick.js';

export const ZEROS = new Uint8Array(32);

export function sha256d(...parts: Uint8Array[]): Uint8Array {
  const once = parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
  return Uint8Array.from(createHash('sha256').update(once).digest());
}

/** The merkle root, by recursion from the top; an odd level repeats its last node. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 1) return leaves[0]!;
  const even = leaves.length % 2 === 0 ? leaves : [...leaves, leaves.at(-1)!];
  return merkleRoot(
    Array.from({ length: even.length / 2 }, (_, i) => sha256d(even[2 * i]!, even[2 * i + 1]!)),
  );
}

/** Where a path leads. */
export function climb(leaf: Uint8Array, index: number, siblings: readonly Uint8Array[]): Uint8Array {
  return siblings.reduce(
    (node, sibling, level) => ((index >> level) & 1 ? sha256d(sibling, node) : sha256d(node, sibling)),
    leaf,
  );
}

export function contentRoot({ device, payload, roundRoot, citations }: TickContent): Uint8Array {
  return merkleRoot([sha256d(device), payload, roundRoot, ...citations.map(({ head }) => head)]);
}

/** A hash as the number that it is compared as. */
export function toNumber(hash: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(hash).reverse().toString('hex')}`);
}

/** The record, written field by field. */
export function encode(tick: Tick): Buffer {
  const u32 = Buffer.alloc(4);
  u32.writeUInt32LE(tick.round);
  const u16 = Buffer.alloc(2);
  u16.writeUInt16LE(tick.citations.length);
  const cited = tick.citations.flatMap(({ device, head }: Citation) => [device, head]);
  return Buffer.concat([
    tick.header.toBytes(),
    tick.device,
    tick.payload,
    tick.roundRoot,
    u32,
    u16,
    ...cited,
    tick.signature,
  ]);
}
