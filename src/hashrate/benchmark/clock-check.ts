/** Wall clock and monotonic clock may drift apart by so much before it is told. */
const JUMP_SECONDS = 2;

/** Notices when the wall clock is set, or the device sleeps. Rates are measured by the monotonic clock and don't mind. */
export class ClockCheck {
  readonly date: Date;
  readonly #wall: () => number;
  readonly #monotonic: () => number;
  readonly #offset: number;

  /** @param clocks in milliseconds */
  constructor({ wall = () => Date.now(), monotonic = () => performance.now() } = {}) {
    this.#wall = wall;
    this.#monotonic = monotonic;
    this.date = new Date(wall());
    this.#offset = wall() - monotonic();
  }

  /** What to tell about it; undefined when the clocks still agree. */
  jump(): string | undefined {
    const seconds = (this.#wall() - this.#monotonic() - this.#offset) / 1000;
    if (Math.abs(seconds) < JUMP_SECONDS) return undefined;
    const [what, by] = seconds > 0 ? ['set forward, or the device slept,', seconds] : ['set back', -seconds];
    return `The clock was ${what} by ${Math.round(by)} s during the benchmark`;
  }
}
