import { hashToHex } from '../../bitcoin/bytes.js';
import { hashOf, type Tick } from '../tick/tick.js';
import { checkTick } from '../tick/tick-checks.js';
import { encodeTick } from '../tick/tick-codec.js';
import { TickError } from '../tick/tick-error.js';
import { TickRecord } from '../tick/tick-record.js';
import { type ChainSet, unknownCitations } from './chain-set.js';
import type { ChainedTick } from './chain-state.js';

/** Ticks of one device that may wait for what they cite: some minutes' worth of easy ones, some 40 MB with one citation each. */
export const MOST_WAITING = 65_536;

/** A tick that is refused, and why. */
export interface Refusal {
  readonly tick: Tick;
  readonly error: TickError;
}

/** What came of a tick that was offered. */
export interface Offered {
  /** Those that the set has taken by it, itself or waiting ones, in the order in which it took them. */
  readonly accepted: readonly ChainedTick[];
  readonly refused: readonly Refusal[];
}

/** Some 600 bytes in memory with one citation; decoded, a tick has 3,200. A device's whole past waits when it opens its chain. */
interface Waiting {
  readonly record: Uint8Array;
  /** Display order. */
  readonly hash: string;
}

/**
 * Takes ticks into a chain set in any order in which each device's are in theirs: a tick that cites what is not known yet waits for it,
 * and so do those that follow it.
 */
export class ChainQueue {
  readonly set: ChainSet;
  /** By device key in hex; none is empty. */
  readonly #queues = new Map<string, Waiting[]>();
  readonly #most: number;

  /** @param most ticks of a device that may wait */
  constructor(set: ChainSet, most = MOST_WAITING) {
    this.set = set;
    this.#most = most;
  }

  /** Ticks of a device that wait. @param device its public key in hex */
  waiting(device: string): number {
    return this.#queues.get(device)?.length ?? 0;
  }

  /** Whether a tick is among those that wait. @param hash internal order */
  holds(device: string, hash: Uint8Array): boolean {
    const wanted = hashToHex(hash);
    return this.#queues.get(device)?.some((waiting) => waiting.hash === wanted) ?? false;
  }

  /** What the first of a device's waiting ticks waits for; undefined when none waits. */
  obstacle(device: string): TickError | undefined {
    const first = this.#queues.get(device)?.[0];
    return first && this.missing(new TickRecord(first.record));
  }

  /** What a tick would have to wait for; undefined when it cites nothing that is not known. */
  missing({ citations }: Pick<Tick, 'citations'>): TickError | undefined {
    const missing = this.set.missing(citations);
    return missing.length === 0 ? undefined : unknownCitations(missing);
  }

  /**
   * Gives the next tick of its device. Never throws for what a tick is.
   * @param isTrusted it is from the device's own disk: it may wait unchecked, and with any number of others; default false
   * @param mayWait whether it may wait for what it cites, or is refused; default true
   */
  offer(tick: Tick, device: string, { isTrusted = false, mayWait = true } = {}): Offered {
    const accepted: ChainedTick[] = [];
    const refused: Refusal[] = [];
    const queue = this.#queues.get(device);
    try {
      if (queue === undefined && !mayWait) accepted.push(this.set.add(tick));
      else if (queue === undefined) this.#addOrWait(tick, device, accepted);
      else this.#append(queue, tick, isTrusted);
    } catch (error) {
      refused.push({ tick, error: asRefusal(error) });
    }
    if (accepted.length > 0) this.#drain(accepted, refused);
    return { accepted, refused };
  }

  /** Drops what waits of a device. @param device its public key in hex */
  forget(device: string): void {
    this.#queues.delete(device);
  }

  #addOrWait(tick: Tick, device: string, accepted: ChainedTick[]): void {
    try {
      accepted.push(this.set.add(tick));
    } catch (error) {
      if (!(error instanceof TickError && error.fault === 'unknown-citation')) throw error;
      // All that comes before its citations has been checked by now.
      this.#queues.set(device, [waitingOf(tick)]);
    }
  }

  #append(queue: Waiting[], tick: Tick, isTrusted: boolean): void {
    const last = queue.at(-1)!;
    if (tick.header.previousBlockHash !== last.hash) {
      const got = tick.header.previousBlockHash;
      throw new TickError('link', `to follow ${last.hash}, the last of its chain, got ${got}`);
    }
    if (!isTrusted) {
      if (queue.length >= this.#most) {
        const got = `${queue.length} that wait for others already`;
        throw new TickError('unknown-citation', `to be one of at most ${this.#most} that wait, got ${got}`);
      }
      checkTick(tick);
    }
    queue.push(waitingOf(tick));
  }

  #drain(accepted: ChainedTick[], refused: Refusal[]): void {
    for (let went = true; went; ) {
      went = false;
      for (const [device, queue] of this.#queues) {
        let taken = 0;
        for (const waiting of queue) {
          const record = new TickRecord(waiting.record);
          if (this.missing(record) !== undefined) break;
          const { tick } = record;
          try {
            accepted.push(this.set.add(tick));
            taken++;
          } catch (error) {
            refused.push({ tick, error: asRefusal(error) });
            // What follows it follows nothing any more.
            taken = queue.length;
            break;
          }
        }
        if (taken === 0) continue;
        went = true;
        queue.splice(0, taken);
        if (queue.length === 0) this.#queues.delete(device);
      }
    }
  }
}

function waitingOf(tick: Tick): Waiting {
  return { record: encodeTick(tick), hash: hashToHex(hashOf(tick)) };
}

/** @throws what is no fault of the tick's */
function asRefusal(error: unknown): TickError {
  if (error instanceof TickError) return error;
  throw error;
}
