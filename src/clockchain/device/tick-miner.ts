import { hashToHex } from '../../bitcoin/bytes.js';
import { Header } from '../../bitcoin/header.js';
import { HeaderTemplate } from '../../bitcoin/header-template.js';
import type { Target } from '../../bitcoin/target.js';
import { BIP320_MASK } from '../../bitcoin/version-rolling.js';
import type { Miner } from '../../engine/api.js';
import { SearchSpace } from '../../engine/search-space.js';
import { InputError } from '../../errors.js';
import { type Citation, NO_HASH, type Tick } from '../tick/tick.js';
import { TICK_VERSION } from '../tick/tick-checks.js';
import { merkleRootOf } from '../tick/tick-leaves.js';
import type { DeviceKey } from './device-key.js';

/** What a tick is to carry. */
export interface TickRequest {
  /** One that compact bits express: {@link Target.isCompact}. */
  readonly target: Target;
  /** Digest of what is sealed with it: 32 bytes. Default: zeros. */
  readonly payload?: Uint8Array | undefined;
  /** The round that it is for, from 1, and the merkle root of the round before, internal order. Default: none. */
  readonly round?: { readonly number: number; readonly root: Uint8Array } | undefined;
  /** Ascending by device key. */
  readonly citations: readonly Citation[];
  /** Gives the tick up. */
  readonly signal?: AbortSignal | undefined;
}

/** A tick, and what it took. */
export interface MinedTick {
  readonly tick: Tick;
  /** Headers tried, in one fixed order, up to the one that solved: geometrically distributed, whatever the threads. */
  readonly tries: number;
  /** Time searched. */
  readonly seconds: number;
}

/** What is asked of the engine. */
export type TickSearch = Pick<Miner, 'search'>;

/** Mines the ticks of one device, and signs them. */
export class TickMiner {
  readonly #miner: TickSearch;
  readonly #key: DeviceKey;
  readonly #now: () => number;
  /** What was last mined, and the latest time that its headers were given. */
  #last = { work: '', time: 0 };

  /** @param now milliseconds since 1970, as Date.now gives them */
  constructor(miner: TickSearch, key: DeviceKey, now: () => number = Date.now) {
    this.#miner = miner;
    this.#key = key;
    this.#now = now;
  }

  /**
   * Mines a tick: every nonce with every version that BIP 320 leaves free, 2^48 headers, and then on with another time.
   * @param prev hash of the device's own last tick, internal order; of a first one, SHA256d of the session's name
   * @returns undefined when it was given up
   * @throws InputError for what can't be in a tick; otherwise as the miner's search
   */
  async mine(prev: Uint8Array, request: TickRequest): Promise<MinedTick | undefined> {
    const { target, payload = NO_HASH, round, citations, signal } = request;
    if (!target.isCompact) {
      throw new InputError('ERR_INVALID_TARGET', 'target', 'one that compact bits express', target.toHex());
    }
    const content = { device: this.#key.publicKey, payload, roundRoot: round?.root ?? NO_HASH, citations };
    const fields = {
      version: TICK_VERSION,
      previousBlockHash: hashToHex(prev),
      merkleRoot: hashToHex(merkleRootOf(content)),
      bits: target.bits,
    };
    let tries = 0;
    let seconds = 0;
    for (;;) {
      const time = this.#freshTime(fields.previousBlockHash + fields.merkleRoot);
      const template = HeaderTemplate.from({ ...fields, time }, { versionMask: BIP320_MASK });
      // Not the first found: of several threads' finds, that would favour those that lie early in a chunk, and what the
      // others had searched by then is not known.
      const result = await this.#miner.search({ header: template, order: 'lowest', signal });
      seconds += result.seconds;
      const space = new SearchSpace(template, target, 'lowest');
      if (result.status === 'found') {
        tries += Number(space.indexOf(result.solution)! - space.interval.start) + 1;
        const header = Header.from(result.solution.header);
        const signature = this.#key.sign(header.hashBytes());
        return { tick: { header, ...content, round: round?.number ?? 0, signature }, tries, seconds };
      }
      if (result.status !== 'exhausted') return undefined;
      tries += Number(space.size);
    }
  }

  /** The time now, in seconds; a later one if these headers were tried already: they have no solution, or it was given up. */
  #freshTime(work: string): number {
    const now = Math.floor(this.#now() / 1000);
    const time = work === this.#last.work ? Math.max(now, this.#last.time + 1) : now;
    this.#last = { work, time };
    return time;
  }
}
