import { formatCount, formatDuration } from '../../quantities.js';
import { FEWEST_TICKS } from '../expectations.js';
import type { PaceFigures } from '../pace-figures.js';

/** `40 ticks at the pace: 9.7 s on average, 10 s ± 3.1 s expected`. */
export function describePace(pace: PaceFigures, noun: 'tick' | 'round'): string {
  const { count, mean, expected, band } = pace;
  const held = `${formatCount(count, noun)} at the pace`;
  const due = `${formatDuration(expected)} expected`;
  if (mean === undefined) return `${held}, ${due}`;
  const average = `${held}: ${formatDuration(mean)} on average`;
  if (band === undefined) return `${average}, ${due}; fewer than ${FEWEST_TICKS} tell little`;
  return `${average}, ${formatDuration(expected)} ± ${formatDuration(band)} expected`;
}
