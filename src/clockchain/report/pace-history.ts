import { type PaceFigures, paceFigures } from '../pace-figures.js';
import type { LoggedTick } from './session-history.js';

/** A device's mean interval after each of its ticks at its last pace. */
export function paceHistory(ticks: readonly LoggedTick[]): PaceFigures[] {
  const every = ticks.findLast((tick) => tick.every !== undefined)?.every;
  if (every === undefined) return [];
  const history: PaceFigures[] = [];
  let all = 0;
  for (const tick of ticks) {
    if (tick.every !== every) continue;
    all += tick.seconds;
    history.push(paceFigures(every, history.length + 1, all));
  }
  return history;
}
