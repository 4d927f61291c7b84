import { RateMeter } from '../../engine/rate-meter.js';
import type { BlockTemplate } from '../block/block-template.js';
import type { SubmitOutcome } from '../rpc/reject-reasons.js';
import { HashCounter } from './hash-counter.js';
import type { SoloStatus } from './solo-events.js';

/** The windows of the hash rate, in seconds, as miners' users know them: XMRig's. */
const WINDOWS = [10, 60, 900] as const;

/** Seconds between two readings of the hash rate, at least. */
const SHORTEST_SAMPLE = 0.25;

/** The books of a solo miner: hashes, rates, and what became of its blocks. */
export class SoloAccount {
  readonly hashes = new HashCounter();
  readonly #meter = new RateMeter(WINDOWS[2]);
  readonly #now: () => number;
  #began: number | undefined;
  #ended: number | undefined;
  #sampled = Number.NEGATIVE_INFINITY;
  #found = 0;
  #accepted = 0;
  #stale = 0;
  #rejected = 0;
  #height: number | undefined;
  #difficulty: number | undefined;

  /** @param now milliseconds, as performance.now gives them */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The time counts from here on. */
  begin(): void {
    this.#began = this.#now();
    this.sample();
  }

  /** From here on nothing changes any more. */
  end(): void {
    this.sample();
    this.#ended = this.#now();
  }

  /** What is mined; undefined for nothing. */
  setTemplate(template: BlockTemplate | undefined): void {
    this.#height = template?.height;
    this.#difficulty = template?.target.difficulty;
  }

  get accepted(): number {
    return this.#accepted;
  }

  /** Takes a reading of the hash rate, but not more than four a second: 15 minutes of them are kept. */
  sample(): void {
    const seconds = this.#seconds;
    if (this.#ended !== undefined || seconds < this.#sampled + SHORTEST_SAMPLE) return;
    this.#sampled = seconds;
    this.#meter.add(seconds, this.hashes.total);
  }

  addFound(): void {
    this.#found++;
  }

  /** Books what the node made of a block that was found. */
  addAnswer({ kind }: SubmitOutcome): void {
    // A duplicate was taken when its first answer was lost on the way.
    if (kind === 'accepted' || kind === 'duplicate') this.#accepted++;
    else if (kind === 'rejected') this.#rejected++;
    else this.#stale++;
  }

  status(): SoloStatus {
    this.sample();
    const seconds = this.#seconds;
    const [hashRate10, hashRate60, hashRate900] = WINDOWS.map((window) =>
      seconds < window ? undefined : this.#meter.rate(window),
    );
    return {
      hashes: this.hashes.total,
      seconds,
      hashRate10,
      hashRate60,
      hashRate900,
      found: this.#found,
      accepted: this.#accepted,
      stale: this.#stale,
      rejected: this.#rejected,
      height: this.#height,
      difficulty: this.#difficulty,
    };
  }

  get #seconds(): number {
    return this.#began === undefined ? 0 : ((this.#ended ?? this.#now()) - this.#began) / 1000;
  }
}
