import type { Target } from '../../bitcoin/target.js';

/** What a device has mined in this run, by its own count of tries: what a session's figures are made of. */
export class MinedWork {
  /** Ticks that took tries, the tries, and the seconds of mining. */
  ticks = 0;
  tries = 0;
  seconds = 0;
  /** The ticks that so many tries give on average, each to its own target. */
  due = 0;
  /** Ticks at the pace, and the seconds of mining that they took. */
  readonly paced = { ticks: 0, seconds: 0 };

  /** @param isAtPace the target was that of the pace that is asked for */
  add(
    target: Target,
    { tries, seconds }: { readonly tries: number; readonly seconds: number },
    isAtPace: boolean,
  ): void {
    this.ticks++;
    this.tries += tries;
    this.seconds += seconds;
    this.due += tries / target.expectedHashes;
    if (!isAtPace) return;
    this.paced.ticks++;
    this.paced.seconds += seconds;
  }
}
