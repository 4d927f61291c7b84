import { formatCount } from '../../quantities.js';
import { figure, responsive } from '../../report/figure.js';
import { type Content, html } from '../../report/html.js';
import { type Line, legend, lineChart, type Shade } from '../../report/line-chart.js';
import { styleOf } from '../../report/palette.js';
import type { Span } from '../../report/thin.js';
import type { ReportedDevice, SessionReport } from './session-report.js';

/** Ticks over time, a line for each device. */
export function ticksPlot(report: SessionReport): Content {
  const lines = report.devices.map((device, at) => ({ device, style: styleOf(at) }));
  const drawn = lines.filter(({ device }) => device.ticks.length > 0);
  if (drawn.length === 0) return html`<p class="quiet">There is no line to draw: no device has a tick.</p>`;
  const { from, to } = windowOf(report);
  const seconds = (time: number) => (time - from) / 1000;
  const charted: Line[] = drawn.map(({ device, style }) => ({
    label: device.label,
    style,
    points: pointsOf(device, seconds),
  }));
  const most = drawn.reduce((most, { device }) => Math.max(most, device.ticks.at(-1)!.tau), 0);
  const shades = shadesOf(report, seconds);
  const has = (name: string) => shades.some(({ className, spans }) => className === name && spans.length > 0);
  return figure({
    legend: legend(charted, [has('throttled') && AWAY, has('paused') && PAUSE]),
    content: responsive((size) =>
      lineChart({
        ...size,
        id: 'ticks-plot',
        height: size.isNarrow ? 300 : 400,
        title: 'Ticks of each device over time',
        description: drawn
          .map(({ device }) => `${device.label}: ${formatCount(device.ticks.at(-1)!.tau, 'tick')}`)
          .join('; '),
        x: { label: 'time', kind: 'time', from: 0, to: seconds(to) },
        y: { label: 'τ (ticks)', from: 0, to: most },
        shades,
        lines: charted,
      }),
    ),
    caption: report.times === 'log' ? LOG_TIMES : HEADER_TIMES,
  });
}

const LOG_TIMES =
  "Times are those of the session's log: when the coordinator had verified each tick, by its own clock. What a device mined while it was away comes at once when it is back.";
const HEADER_TIMES =
  "The folder has no log, so times are those of the ticks' headers: whole seconds, each by its device's own clock. They are advisory, and nothing proves them.";

const AWAY = html`<li><svg width="34" height="14" viewBox="0 0 34 14" aria-hidden="true"><rect class="shade" width="34" height="14"/></svg><span>a device is away</span></li>`;
const PAUSE = html`<li><svg width="34" height="14" viewBox="0 0 34 14" aria-hidden="true"><rect class="shade paused" width="34" height="14"/></svg><span>no run</span></li>`;

/** From the first run's start, or the first tick, to the last. Milliseconds. */
function windowOf({ history, devices }: SessionReport): Span {
  const { runs } = history;
  if (runs.length > 0) return { from: runs[0]!.from, to: Math.max(...runs.map(({ to }) => to)) };
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const { ticks } of devices) {
    for (const { time } of ticks) [from, to] = [Math.min(from, time), Math.max(to, time)];
  }
  return { from, to };
}

/** A clock that was set back must not draw a line backwards. */
function pointsOf({ label, ticks }: ReportedDevice, seconds: (time: number) => number) {
  let latest = 0;
  return ticks.map(({ time, tau }) => {
    latest = Math.max(latest, seconds(time));
    return {
      x: latest,
      y: tau,
      tooltip: () => `${label}: τ ${tau}, ${new Date(time).toISOString().replace('T', ' ')}`,
    };
  });
}

function shadesOf({ history }: SessionReport, seconds: (time: number) => number): Shade[] {
  const { runs, away } = history;
  const inSeconds = ({ from, to }: Span) => ({ from: seconds(from), to: seconds(to) });
  const pauses = runs.slice(1).map(({ from }, at) => ({ from: runs[at]!.to, to: from }));
  const absences = [...away.values()].flat().sort((a, b) => a.from - b.from);
  return [
    { className: 'throttled', spans: absences.map(inSeconds) },
    { className: 'paused', spans: pauses.filter(({ from, to }) => to > from).map(inSeconds) },
  ];
}
