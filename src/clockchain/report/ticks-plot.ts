import { formatCount } from '../../quantities.js';
import { figure, responsive } from '../../report/figure.js';
import { type Content, html } from '../../report/html.js';
import { type Line, legend, lineChart } from '../../report/line-chart.js';
import { styleOf } from '../../report/palette.js';
import type { ReportedDevice, SessionReport } from './session-report.js';
import { timeAxisOf } from './time-axis.js';

/** Ticks over time, a line for each device. */
export function ticksPlot(report: SessionReport): Content {
  const lines = report.devices.map((device, at) => ({ device, style: styleOf(at) }));
  const drawn = lines.filter(({ device }) => device.ticks.length > 0);
  if (drawn.length === 0) return html`<p class="quiet">There is no line to draw: no device has a tick.</p>`;
  const time = timeAxisOf(report);
  const charted: Line[] = drawn.map(({ device, style }) => ({
    label: device.label,
    style,
    points: pointsOf(device, time.seconds),
  }));
  const most = drawn.reduce((most, { device }) => Math.max(most, device.ticks.at(-1)!.tau), 0);
  return figure({
    legend: legend(charted, time.legend),
    content: responsive((size) =>
      lineChart({
        ...size,
        id: 'ticks-plot',
        height: size.isNarrow ? 300 : 400,
        title: 'Ticks of each device over time',
        description: drawn
          .map(({ device }) => `${device.label}: ${formatCount(device.ticks.at(-1)!.tau, 'tick')}`)
          .join('; '),
        x: time.axis,
        y: { label: 'τ (ticks)', from: 0, to: most },
        shades: time.shades,
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
