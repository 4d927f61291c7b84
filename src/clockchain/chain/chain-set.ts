import { bytesToHex, hashToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { Target } from '../../bitcoin/target.js';
import type { Citation, Tick } from '../tick/tick.js';
import { checkRecord, checkSignature } from '../tick/tick-checks.js';
import { TickError } from '../tick/tick-error.js';
import { TickRecord } from '../tick/tick-record.js';
import { MOST_CITATIONS } from '../tick/tick-sizes.js';
import { type ChainedTick, ChainState, genesisOf } from './chain-state.js';
import { type KnownTick, KnownTicks } from './known-ticks.js';
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
  /**
   * The round root that was announced for a round, 32 bytes in internal order; undefined for a round that was not, of which no tick is taken
   * then. Default: any round may come, and the first tick of each says what its root is.
   */
  readonly announced?: ((round: number) => Uint8Array | undefined) | undefined;
}

/** The chains of one session's devices, as far as they are verified. A tick that is refused changes nothing. */
export class ChainSet {
  readonly session: string;
  readonly #rules: ChainRules;
  readonly #chains = new Map<string, ChainState>();
  readonly #known = new KnownTicks();
  /** Of each round, by its number: the round root of its first tick, in hex. All others have the same. */
  readonly #roundRoots = new Map<number, string>();

  constructor(session: string, rules: ChainRules = {}) {
    this.session = session;
    this.#rules = rules;
  }

  /**
   * Verifies a tick with all that it refers to, and takes it as the last of its device's chain.
   * @throws TickError with any of its faults; after `unknown-citation` it can be given again once the ticks that `missing` names are
   *   known
   */
  add(tick: Tick): ChainedTick {
    const record = TickRecord.of(tick);
    const id = bytesToHex(record.device);
    this.#checkDevice(id);
    const hash = checkRecord(record, { easiest: easiestOf(this.#rules, id) });
    this.#checkNew(hash);
    checkSignature(tick, hash);
    return this.#link(record, id, hash).tip!;
  }

  /**
   * {@link add} of a tick that has passed checkTick already, on another thread maybe, with the easiest target of its device: that is
   * nine tenths of the work.
   * @param hash what checkTick returned
   */
  addChecked(record: TickRecord, hash: Uint8Array): void {
    const id = bytesToHex(record.device);
    this.#checkDevice(id);
    this.#checkNew(hash);
    this.#link(record, id, hash);
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
    return this.#known.find(hash);
  }

  /** Those that cite a tick that is not known. */
  missing(citations: readonly Citation[]): Citation[] {
    return citations.filter(({ head }) => this.find(head) === undefined);
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

  /** Takes a tick that is in order by itself. @throws TickError unless it follows and cites what it has to */
  #link(record: TickRecord, id: string, hash: Uint8Array): ChainState {
    // Not a view, which would keep alive all that the record was read with.
    const chain = this.#chains.get(id) ?? new ChainState(this.session, Uint8Array.from(record.device));
    chain.checkLink(record, (prev) => this.find(prev)?.device === id);
    const cited = this.#cited(record.citations);
    this.#checkMode(record);
    checkRound(
      record,
      cited.map(({ round }) => round),
      chain.roundTick,
    );
    this.#checkRoundRoot(record);
    chain.checkCited(cited);
    const lamport = chain.lamportAfter(cited.map((tick) => tick.lamport));
    const tau = chain.append(record, hash, lamport, cited);
    this.#chains.set(id, chain);
    if (record.round > 0) this.#roundRoots.set(record.round, bytesToHex(record.roundRoot));
    this.#known.add(hash, { device: id, tau, lamport, round: record.round });
    return chain;
  }

  #checkNew(hash: Uint8Array): void {
    const known = this.find(hash);
    if (known === undefined) return;
    throw new TickError('replayed', `to be new, got number ${known.tau} of its chain once more`);
  }

  #checkMode({ round }: TickRecord): void {
    const { rounds } = this.#rules;
    if (rounds === undefined || rounds === round > 0) return;
    throw new TickError('round', `to be of ${rounds ? 'a' : 'no'} round, got ${round}`);
  }

  /** A round has one root, which all its ticks carry. @throws TickError (`round`, `round-root`) */
  #checkRoundRoot({ round, roundRoot }: TickRecord): void {
    if (round === 0) return;
    const { announced } = this.#rules;
    const root = this.#roundRoots.get(round) ?? toHex(announced?.(round));
    if (root === undefined) {
      if (announced === undefined) return;
      throw new TickError('round', `to be of a round that was announced, got round ${round}`);
    }
    if (root === bytesToHex(roundRoot)) return;
    const [expected, got] = [hexToBytes(root), roundRoot].map(hashToHex);
    throw new TickError('round-root', `of round ${round} to have its round root ${expected}, got ${got}`);
  }

  /** @throws TickError (`unknown-citation`, `citation`) */
  #cited(citations: readonly Citation[]): KnownTick[] {
    const missing = this.missing(citations);
    if (missing.length > 0) throw unknownCitations(missing);
    return citations.map(({ device, head }) => {
      const known = this.find(head)!;
      const expected = bytesToHex(device);
      if (known.device === expected) return known;
      throw new TickError('citation', `to cite a tick of ${expected}, got one of ${known.device}`);
    });
  }
}

/** @param missing one at least */
export function unknownCitations(missing: readonly Citation[]): TickError {
  const got = `${missing.length} that are not, the first ${hashToHex(missing[0]!.head)}`;
  return new TickError('unknown-citation', `to cite ticks that are known, got ${got}`, missing);
}

/** The easiest target that a device may have. @param device its public key in hex */
export function easiestOf({ easiest }: ChainRules, device: string): Target | undefined {
  return easiest === undefined || easiest instanceof Target ? easiest : easiest.get(device);
}

function toHex(bytes: Uint8Array | undefined): string | undefined {
  return bytes && bytesToHex(bytes);
}
