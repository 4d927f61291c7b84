import { alternatives } from '../../errors.js';
import { type Content, html } from '../../report/html.js';
import type { Axis, Shade } from '../../report/line-chart.js';
import type { Span } from '../../report/thin.js';
import type { SessionReport } from './session-report.js';

/** So many names of devices fit beside the others of a legend. */
const MOST_NAMES = 2;

/** A session's time as all its plots have it, so that they can be compared: from the first run's start, or the first tick, to the last. */
export interface TimeAxis {
  readonly axis: Axis;
  /** Milliseconds since 1970 as a place on the axis. */
  readonly seconds: (time: number) => number;
  /** When devices were away, and when there was no run. */
  readonly shades: readonly Shade[];
  /** What the shades are called, for a legend. */
  readonly legend: Content;
}

export function timeAxisOf(report: SessionReport): TimeAxis {
  const { from, to } = windowOf(report);
  const seconds = (time: number) => (time - from) / 1000;
  const inSeconds = (span: Span) => ({ from: seconds(span.from), to: seconds(span.to) });
  const { runs, away } = report.history;
  const absences = [...away.values()].flat().sort((a, b) => a.from - b.from);
  const pauses = runs
    .slice(1)
    .map((run, at) => ({ from: runs[at]!.to, to: run.from }))
    .filter((pause) => pause.to > pause.from);
  return {
    axis: { label: 'time', kind: 'time', from: 0, to: seconds(to) },
    seconds,
    shades: [
      { className: 'throttled', spans: absences.map(inSeconds) },
      { className: 'paused', spans: pauses.map(inSeconds) },
    ],
    legend: [
      absences.length > 0 && sample('shade', `${whoOf([...away.keys()])} is away`),
      pauses.length > 0 && sample('shade paused', 'no run'),
    ],
  };
}

function windowOf({ history, devices }: SessionReport): Span {
  const { runs } = history;
  if (runs.length > 0) return { from: runs[0]!.from, to: Math.max(...runs.map(({ to }) => to)) };
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { ticks } of devices) {
    for (const { time } of ticks) [from, to] = [Math.min(from, time), Math.max(to, time)];
  }
  return { from, to };
}

function whoOf(names: readonly string[]): string {
  return names.length > MOST_NAMES ? 'a device' : alternatives(names);
}

function sample(className: string, name: string): Content {
  return html`<li><svg width="34" height="14" viewBox="0 0 34 14" aria-hidden="true"><rect class="${className}" width="34" height="14"/></svg><span>${name}</span></li>`;
}
