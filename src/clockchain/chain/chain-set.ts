import { bytesToHex, hashToHex } from '../../bitcoin/bytes.js';
import { Target } from '../../bitcoin/target.js';
import { type Citation, hashOf, type Tick } from '../tick/tick.js';
import { checkSignature, checkUnsigned } from '../tick/tick-checks.js';
import { TickError } from '../tick/tick-error.js';
import { checkSizes, MOST_CITATIONS } from '../tick/tick-sizes.js';
import { type ChainedTick, ChainState, genesisOf } from './chain-state.js';
import { checkRound } from './round-check.js';

/** As many as a tick can cite, and its own. */
export const MOST_DEVICES = MOST_CITATIONS + 1;

/** What a session demands of its ticks. Devices are named by their public keys in hex. */
export interface ChainRules {
  /** The easiest target, for all devices or for each; a device that is not named may have any. Default: any. */
  readonly easiest?: Target | ReadonlyMap<string, Target> | undefined;
  /** The devices of the session. Default: the first 256 that come. */
  readonly devices?: ReadonlySet<string> | undefined;
  /**
   * Whether all ticks are of rounds (true) or none is (false). Default: either. A first round's tick looks like one of no round, as
   * nothing that it signs says which; so where the answer is known, it should be given.
   */
  readonly rounds?: boolean | undefined;
}

/** What is kept of each verified tick. */
export interface KnownTick {
  /** The device's public key in hex. */
  readonly device: string;
  readonly tau: number;
  readonly lamport: number;
  /** 0: of none. */
  readonly round: number;
}

/** The chains of one session's devices, as far as they are verified. A tick that is refused changes nothing. */
export class ChainSet {
  readonly session: string;
  readonly #rules: ChainRules;
  readonly #chains = new Map<string, ChainState>();
  /** By hash, display order. */
  readonly #known = new Map<string, KnownTick>();

  constructor(session: string, rules: ChainRules = {}) {
    this.session = session;
    this.#rules = rules;
  }

  /**
   * Verifies a tick with all that it refers to, and takes it as the last of its device's chain.
   * @param isChecked it has passed checkTick elsewhere, on another thread maybe, with the easiest target of its device; default false.
   *   That is nine tenths of the work
   * @param isSigned the signature alone has been verified elsewhere; default false
   * @throws TickError with any of its faults; after `unknown-citation` it can be given again once the ticks that `missing` names are
   *   known
   */
  add(
    tick: Tick,
    {
      isChecked = false,
      isSigned = isChecked,
    }: { readonly isChecked?: boolean; readonly isSigned?: boolean } = {},
  ): ChainedTick {
    checkSizes(tick);
    const id = bytesToHex(tick.device);
    this.#checkDevice(id);
    const hash = isChecked ? hashOf(tick) : checkUnsigned(tick, { easiest: this.#easiest(id) });
    this.#checkNew(hash);
    if (!isSigned) checkSignature(tick, hash);
    const chain = this.#chains.get(id) ?? new ChainState(this.session, tick.device);
    chain.checkLink(tick, (prev) => this.#known.get(prev)?.device === id);
    const cited = this.#cited(tick.citations);
    this.#checkMode(tick);
    checkRound(
      tick,
      cited.map(({ round }) => round),
      chain.roundTick,
    );
    const chained = chain.append(tick, chain.lamportAfter(cited.map(({ lamport }) => lamport)));
    const { tau, lamport } = chained;
    this.#chains.set(id, chain);
    this.#known.set(hashToHex(hash), { device: id, tau, lamport, round: tick.round });
    return chained;
  }

  /** The last tick of a device's chain. @param device its public key in hex */
  head(device: string): ChainedTick | undefined {
    return this.#chains.get(device)?.tip;
  }

  /** The last tick of each chain, in the order of the device keys. */
  heads(): ChainedTick[] {
    return [...this.#chains.keys()].sort().map((id) => this.#chains.get(id)!.tip!);
  }

  /** What the next tick of a device has to follow: 32 bytes, internal order. @param device its public key in hex */
  prev(device: string): Uint8Array {
    return this.#chains.get(device)?.prev ?? genesisOf(this.session);
  }

  /** The last tick of each device but this one, as the next tick of this one has to cite them. */
  citations(device: string): Citation[] {
    return this.heads()
      .filter(({ tick }) => bytesToHex(tick.device) !== device)
      .map(({ tick, hash }) => ({ device: tick.device, head: hash }));
  }

  /** A verified tick by its hash: 32 bytes, internal order. */
  find(hash: Uint8Array): KnownTick | undefined {
    return this.#known.get(hashToHex(hash));
  }

  #checkDevice(id: string): void {
    const { devices } = this.#rules;
    if (devices !== undefined && !devices.has(id)) {
      throw new TickError('device', `to be of a device of this session, got ${id}`);
    }
    if (!this.#chains.has(id) && this.#chains.size >= MOST_DEVICES) {
      throw new TickError('device', `to be of one of the first ${MOST_DEVICES} devices, got ${id}`);
    }
  }

  #easiest(id: string): Target | undefined {
    const { easiest } = this.#rules;
    return easiest === undefined || easiest instanceof Target ? easiest : easiest.get(id);
  }

  #checkNew(hash: Uint8Array): void {
    const known = this.find(hash);
    if (known === undefined) return;
    throw new TickError('replayed', `to be new, got number ${known.tau} of its chain once more`);
  }

  #checkMode({ round }: Tick): void {
    const { rounds } = this.#rules;
    if (rounds === undefined || rounds === round > 0) return;
    throw new TickError('round', `to be of ${rounds ? 'a' : 'no'} round, got ${round}`);
  }

  /** @throws TickError (`unknown-citation`, `citation`) */
  #cited(citations: readonly Citation[]): KnownTick[] {
    const missing = citations.filter(({ head }) => this.find(head) === undefined);
    if (missing.length > 0) {
      const got = `${missing.length} that are not, the first ${hashToHex(missing[0]!.head)}`;
      throw new TickError('unknown-citation', `to cite ticks that are known, got ${got}`, missing);
    }
    return citations.map(({ device, head }) => {
      const known = this.find(head)!;
      const expected = bytesToHex(device);
      if (known.device === expected) return known;
      throw new TickError('citation', `to cite a tick of ${expected}, got one of ${known.device}`);
    });
  }
}
