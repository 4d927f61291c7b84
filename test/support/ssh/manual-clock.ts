import type { After } from '../../../src/remote/patience.js';

/** A clock that goes when it is told to. */
export class ManualClock {
  #now = 0;
  readonly #alarms = new Set<{ readonly at: number; readonly then: () => void }>();

  readonly after: After = (seconds, then) => {
    const alarm = { at: this.#now + seconds, then };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  };

  advance(seconds: number): void {
    this.#now += seconds;
    for (const alarm of [...this.#alarms]) {
      if (alarm.at <= this.#now && this.#alarms.delete(alarm)) alarm.then();
    }
  }
}
