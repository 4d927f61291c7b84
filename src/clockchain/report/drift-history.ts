import { type Drift, driftOf } from '../drift.js';
import { FEWEST_TICKS } from '../expectations.js';
import type { LoggedTick } from './session-history.js';

/** The drift over all that was mined until then. */
export interface DriftAt extends Drift {
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * How a device's drift against another developed, at each of its ticks from the thirtieth of both on. Both are counted as in a session's own
 * figures: against the ticks that so many tries give on average. Ticks of unknown cost are left out.
 */
export function driftHistory(ticks: readonly LoggedTick[], others: readonly LoggedTick[]): DriftAt[] {
  const history: DriftAt[] = [];
  const [one, other] = [new Tally(), new Tally()];
  let at = 0;
  for (const tick of ticks) {
    if (tick.tries === 0) continue;
    for (; at < others.length && others[at]!.time <= tick.time; at++) other.add(others[at]!);
    one.add(tick);
    if (Math.min(one.ticks, other.ticks) < FEWEST_TICKS) continue;
    const drift = driftOf(one.window, other.window);
    if (drift !== undefined) history.push({ ...drift, time: tick.time });
  }
  // The other's last ticks count too.
  for (; at < others.length; at++) other.add(others[at]!);
  const time = Math.max(ticks.at(-1)?.time ?? 0, others.at(-1)?.time ?? 0);
  if (Math.min(one.ticks, other.ticks) < FEWEST_TICKS) return history;
  const last = driftOf(one.window, other.window);
  return last === undefined ? history : [...history, { ...last, time }];
}

class Tally {
  ticks = 0;
  #due = 0;

  add({ tries, due }: LoggedTick): void {
    if (tries === 0 || due === 0) return;
    this.ticks++;
    this.#due += due;
  }

  get window() {
    return { ticks: this.ticks, rate: this.#due };
  }
}
