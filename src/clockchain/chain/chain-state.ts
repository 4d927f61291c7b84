import { hashToHex } from '../../bitcoin/bytes.js';
import { sha256d } from '../sha256d.js';
import type { Tick } from '../tick/tick.js';
import { TickError } from '../tick/tick-error.js';
import type { TickRecord } from '../tick/tick-record.js';
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

/** A tick that is cited: whose, and its place in that device's chain. */
export interface CitedTick {
  /** The device's public key in hex. */
  readonly device: string;
  readonly tau: number;
}

/** What the first tick of each of a session's chains follows: SHA256d of the session's name in UTF-8, internal order. */
export function genesisOf(session: string): Uint8Array {
  return sha256d(new TextEncoder().encode(session));
}

/** One device's chain as far as it is verified. It keeps its end alone. */
export class ChainState {
  readonly device: Uint8Array;
  readonly #genesis: Uint8Array;
  #tip: (Omit<ChainedTick, 'tick'> & { readonly record: TickRecord }) | undefined;
  #roundTick: RoundTick | undefined;
  /** The latest tick of each peer that was cited: its τ, by the peer's key in hex. */
  readonly #cited = new Map<string, number>();

  /** @param device raw Ed25519 public key */
  constructor(session: string, device: Uint8Array) {
    this.device = device;
    this.#genesis = genesisOf(session);
  }

  /** The last tick; undefined before the first. */
  get tip(): ChainedTick | undefined {
    if (this.#tip === undefined) return undefined;
    const { record, hash, tau, lamport } = this.#tip;
    return { tick: record.tick, hash, tau, lamport };
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
  checkLink({ prev: got }: TickRecord, isKnown: (hash: Uint8Array) => boolean): void {
    const { prev } = this;
    if (Buffer.compare(got, prev) === 0) return;
    const isOlder = Buffer.compare(got, this.#genesis) === 0 || isKnown(got);
    const what = `${hashToHex(got)}, ${isOlder ? 'which is older' : 'which is not known'}`;
    const expected = `to follow ${hashToHex(prev)}, the last of its chain`;
    throw new TickError(isOlder ? 'stale' : 'link', `${expected}, got ${what}`);
  }

  /**
   * Whether the next tick may cite these: of each peer the one that was cited last, or a later one. What was known once is not unknown later.
   * @throws TickError (`stale`)
   */
  checkCited(cited: readonly CitedTick[]): void {
    for (const { device, tau } of cited) {
      const last = this.#cited.get(device) ?? 0;
      if (tau >= last) continue;
      throw new TickError(
        'stale',
        `to cite tick ${last} of ${device} or a later one, as it did before, got ${tau}`,
      );
    }
  }

  /** The Lamport value of the next tick, which cites these. */
  lamportAfter(cited: Iterable<number>): number {
    let latest = this.#tip?.lamport ?? 0;
    for (const lamport of cited) latest = Math.max(latest, lamport);
    return latest + 1;
  }

  /** Takes the next tick, which has been checked. @param cited what it cites @returns its τ */
  append(record: TickRecord, hash: Uint8Array, lamport: number, cited: readonly CitedTick[]): number {
    const tau = (this.#tip?.tau ?? 0) + 1;
    this.#tip = { record, hash, tau, lamport };
    for (const peer of cited) this.#cited.set(peer.device, peer.tau);
    if (record.round > 0) this.#roundTick = { device: this.device, hash, round: record.round };
    return tau;
  }
}
