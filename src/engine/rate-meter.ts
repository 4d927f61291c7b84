interface Sample {
  readonly seconds: number;
  readonly hashes: number;
}

/** The longest window that a search's progress shows, in seconds. */
const LONGEST = 60;

/** Hash rates over sliding windows, from readings of a counter. */
export class RateMeter {
  readonly #samples: Sample[] = [];
  readonly #longest: number;

  /** @param longest window that will be asked for, in seconds */
  constructor(longest = LONGEST) {
    this.#longest = longest;
  }

  /** Adds a reading; `seconds` never fall. When `hashes` do, work was lost or is doubted, and the rate is measured anew. */
  add(seconds: number, hashes: number): void {
    if (hashes < (this.#samples.at(-1)?.hashes ?? 0)) this.#samples.length = 0;
    // Of one moment the last reading counts: a search that is paused has many.
    if (this.#samples.at(-1)?.seconds === seconds) this.#samples.pop();
    this.#samples.push({ seconds, hashes });
    // One sample older than the window stays: the rate is measured from it.
    while (this.#samples.length > 2 && this.#samples[1]!.seconds <= seconds - this.#longest)
      this.#samples.shift();
  }

  /** The rate over the last `window` seconds, or since the first reading, in H/s. */
  rate(window: number): number {
    const last = this.#samples.at(-1);
    if (last === undefined) return 0;
    const first =
      this.#samples.findLast(({ seconds }) => seconds <= last.seconds - window) ?? this.#samples[0]!;
    return last.seconds > first.seconds ? (last.hashes - first.hashes) / (last.seconds - first.seconds) : 0;
  }
}
