import { rootOf } from '../merkle.js';
import { type Citation, NO_HASH } from '../tick/tick.js';

/** A device's tick of a round. */
export interface RoundHead {
  /** Raw Ed25519 public key. */
  readonly device: Uint8Array;
  /** Internal order. */
  readonly hash: Uint8Array;
}

/**
 * What the ticks of the next round have as their round root: Bitcoin's merkle root over the hashes of a round's ticks, in the order of
 * their device keys.
 * @param heads at least one, in any order
 * @returns 32 bytes, internal order
 * @throws InputError (`ERR_INVALID_OPTION`) when there is none
 */
export function roundRootOf(heads: readonly RoundHead[]): Uint8Array {
  const inOrder = [...heads].sort((a, b) => Buffer.compare(a.device, b.device));
  return rootOf(inOrder.map(({ hash }) => hash));
}

/** The round root of a round that is called on these ticks of the one before: zeros where there are none, as in the first. */
export function calledRoot(heads: readonly Citation[]): Uint8Array {
  if (heads.length === 0) return NO_HASH;
  return roundRootOf(heads.map(({ device, head }) => ({ device, hash: head })));
}
