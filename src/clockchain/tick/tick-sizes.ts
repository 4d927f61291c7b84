import { isBytes } from '@noble/hashes/utils.js';
import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { MAX_U32 } from '../../bitcoin/check.js';
import { describe } from '../../errors.js';
import type { Tick } from './tick.js';
import { TickError } from './tick-error.js';

/** Bytes of a raw Ed25519 public key (RFC 8032). */
export const KEY_SIZE = 32;
/** Bytes of an Ed25519 signature (RFC 8032). */
export const SIGNATURE_SIZE = 64;
/** Citations that a tick can have: those of a session of 256 devices. */
export const MOST_CITATIONS = 255;

/** @throws TickError (`length`) unless every part of the tick has its length, and the round fits into 32 bits */
export function checkSizes(tick: Tick): void {
  const { device, payload, roundRoot, round, citations, signature } = tick;
  if (citations.length > MOST_CITATIONS) {
    throw new TickError('length', `to have at most ${MOST_CITATIONS} citations, got ${citations.length}`);
  }
  if (!Number.isInteger(round) || round < 0 || round > MAX_U32) {
    throw new TickError('length', `to be of a round from 0 to ${MAX_U32}, got ${describe(round)}`);
  }
  expectBytes(device, KEY_SIZE, 'device key');
  expectBytes(payload, HASH_SIZE, 'payload digest');
  expectBytes(roundRoot, HASH_SIZE, 'round root');
  expectBytes(signature, SIGNATURE_SIZE, 'signature');
  for (const { device: peer, head } of citations) {
    expectBytes(peer, KEY_SIZE, "citation's device key");
    expectBytes(head, HASH_SIZE, "citation's head");
  }
}

function expectBytes(value: unknown, size: number, part: string): void {
  if (isBytes(value) && value.length === size) return;
  throw new TickError('length', `to have a ${part} of ${size} bytes, got ${describe(value)}`);
}
