import { RateMeter } from '../../engine/progress.js';
import type { BlockTemplate } from '../block/block-template.js';
import type { SubmitOutcome } from '../rpc/reject-reasons.js';
import { HashCounter } from './hash-counter.js';
import type { SoloStatus } from './solo-events.js';

/** The windows of the hash rate, in seconds, as miners' users know them: XMRig's. */
const WINDOWS = [10, 60, 900] as const;

/** The books of a solo miner: hashes, rates, and what became of its blocks. */
export class SoloAccount {
  readonly hashes = new HashCounter();
  readonly #meter = new RateMeter(WINDOWS[2]);
  readonly #began = performance.now();
  #found = 0;
  #accepted = 0;
  #stale = 0;
  #rejected = 0;
  template: BlockTemplate | undefined;

  get accepted(): number {
    return this.#accepted;
  }

  /** Takes a reading of the hash rate; once a second or so. */
  sample(): void {
    this.#meter.add(this.#seconds, this.hashes.total);
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
      height: this.template?.height,
      difficulty: this.template?.target.difficulty,
    };
  }

  get #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }
}
