import { hashToHex } from '../../bitcoin/bytes.js';
import { sha256d } from '../../bitcoin/sha256d.js';
import { hashOf, type Tick } from '../tick/tick.js';
import { TickError } from '../tick/tick-error.js';
import type { RoundHead } from './round-root.js';

/** A tick with its place in time, worked out by whoever verified it. */
export interface ChainedTick {
  readonly tick: Tick;
  /** 32 bytes, internal order. */
  readonly hash: Uint8Array;
  /** The device's own time: its place in the chain, from 1. */
  readonly tau: number;
  /** Lamport value: one more than the greatest of the own last tick and the cited ones. */
  readonly lamport: number;
}

/** A device's tick of a round, and which. */
export interface RoundTick extends RoundHead {
  readonly round: number;
}

/** What the first tick of each of a session's chains follows: SHA256d of the session's name in UTF-8, internal order. */
export function genesisOf(session: string): Uint8Array {
  return sha256d(new TextEncoder().encode(session));
}

/** One device's chain as far as it is verified. It keeps its end alone. */
export class ChainState {
  readonly device: Uint8Array;
  readonly #genesis: Uint8Array;
  #tip: ChainedTick | undefined;
  #roundTick: RoundTick | undefined;

  /** @param device raw Ed25519 public key */
  constructor(session: string, device: Uint8Array) {
    this.device = device;
    this.#genesis = genesisOf(session);
  }

  /** The last tick; undefined before the first. */
  get tip(): ChainedTick | undefined {
    return this.#tip;
  }

  /** What the next tick has to follow: 32 bytes, internal order. */
  get prev(): Uint8Array {
    return this.#tip?.hash ?? this.#genesis;
  }

  /** The last tick that was of a round; later ones may be of none. */
  get roundTick(): RoundTick | undefined {
    return this.#roundTick;
  }

  /**
   * Whether the tick follows the last one.
   * @param isKnown whether a hash is that of an earlier tick of this chain
   * @throws TickError (`stale`, `link`)
   */
  checkLink({ header }: Tick, isKnown: (hash: string) => boolean): void {
    const prev = hashToHex(this.prev);
    if (header.previousBlockHash === prev) return;
    const isOlder =
      header.previousBlockHash === hashToHex(this.#genesis) || isKnown(header.previousBlockHash);
    const got = `${header.previousBlockHash}, ${isOlder ? 'which is older' : 'which is not known'}`;
    throw new TickError(isOlder ? 'stale' : 'link', `to follow ${prev}, the last of its chain, got ${got}`);
  }

  /** The Lamport value of the next tick, which cites these. */
  lamportAfter(cited: Iterable<number>): number {
    let latest = this.#tip?.lamport ?? 0;
    for (const lamport of cited) latest = Math.max(latest, lamport);
    return latest + 1;
  }

  /** Takes the next tick, which has been checked. */
  append(tick: Tick, lamport: number): ChainedTick {
    const chained = { tick, hash: hashOf(tick), tau: (this.#tip?.tau ?? 0) + 1, lamport };
    this.#tip = chained;
    if (tick.round > 0) this.#roundTick = { device: this.device, hash: chained.hash, round: tick.round };
    return chained;
  }
}
