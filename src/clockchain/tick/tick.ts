import { HASH_SIZE } from '../../bitcoin/bytes.js';
import type { Header } from '../../bitcoin/header.js';

/** Zeros: the payload of a tick that seals nothing, and the round root of one that follows no round. */
export const NO_HASH = new Uint8Array(HASH_SIZE);

/** A peer's tick that came before: whoever cites its hash must have seen it. */
export interface Citation {
  /** The peer's Ed25519 public key: 32 bytes. */
  readonly device: Uint8Array;
  /** Hash of the peer's tick: 32 bytes, internal order. */
  readonly head: Uint8Array;
}

/** What the merkle root of a tick's header commits to. */
export interface TickContent {
  /** The device's Ed25519 public key: 32 bytes. */
  readonly device: Uint8Array;
  /** Digest of what is sealed with the tick: 32 bytes; zeros if nothing is. */
  readonly payload: Uint8Array;
  /** Merkle root of the round before: 32 bytes, internal order; zeros in the first round and outside of rounds. */
  readonly roundRoot: Uint8Array;
  /** At most 255, strictly ascending by device key, none of the device itself. */
  readonly citations: readonly Citation[];
}

/** One proof of work of one device, and all that it takes to verify it but the ticks that it names. */
export interface Tick extends TickContent {
  /** Its SHA256d is not above the target of its bits; `prev` is the device's own last tick. */
  readonly header: Header;
  /** Which round it says to be of, from 1; 0: of none. Whoever verifies works it out again. */
  readonly round: number;
  /** Ed25519, by the device, over the tick's hash in internal order: 64 bytes. */
  readonly signature: Uint8Array;
}

/** The tick's hash: 32 bytes, internal order. */
export function hashOf(tick: Tick): Uint8Array {
  return tick.header.hashBytes();
}
