import { figure, responsive } from '../../report/figure.js';
import { type Content, html } from '../../report/html.js';
import { type Line, legend, lineChart } from '../../report/line-chart.js';
import { styleOf } from '../../report/palette.js';
import { type DriftAt, driftHistory } from './drift-history.js';
import { driftText } from './drift-text.js';
import type { SessionReport } from './session-report.js';
import { timeAxisOf } from './time-axis.js';

/** The drift of each device against the first, with its band. */
export function driftPlot(report: SessionReport): Content {
  const { devices, times } = report;
  const [first, ...others] = devices;
  if (times === 'headers')
    return quiet('The folder has no log. Chains alone do not tell tries, and without them no drift.');
  if (first === undefined || others.length === 0) return quiet('Drift takes two devices.');
  const histories = others.map(({ label, history }, at) => ({
    label,
    style: styleOf(at + 1),
    drifts: driftHistory(history?.ticks ?? [], first.history?.ticks ?? []),
  }));
  const known = histories.filter(({ drifts }) => drifts.length > 0);
  if (known.length === 0) {
    return quiet('No drift is told: it takes 30 ticks of the first device and of another, with their tries.');
  }
  const all = known.flatMap(({ drifts }) => drifts);
  const time = timeAxisOf(report);
  const edge = all.reduce((most, { drift, band }) => Math.max(most, Math.abs(drift) + band), 0) * 100;
  const lines: Line[] = known.map(({ label, style, drifts }) => ({
    label,
    style,
    points: pointsOf(label, drifts, time.seconds),
  }));
  return [
    html`<ul>${known.map(({ label, drifts }) => html`<li>${label} against ${first.label}: ${driftText(drifts.at(-1)!)}</li>`)}</ul>`,
    figure({
      legend: legend(lines, time.legend),
      content: responsive((size) =>
        lineChart({
          ...size,
          id: 'drift-plot',
          height: size.isNarrow ? 300 : 360,
          title: `Drift against ${first.label}`,
          description: known.map(({ label, drifts }) => `${label}: ${driftText(drifts.at(-1)!)}`).join('; '),
          x: time.axis,
          y: { label: `drift against ${first.label} (%)`, from: -edge, to: edge },
          references: [
            [
              { x: 0, y: 0 },
              { x: time.axis.to, y: 0 },
            ],
          ],
          shades: time.shades,
          lines,
        }),
      ),
      caption:
        'How many more ticks a device’s tries gave than the first device’s did, over all that both had mined until then; told from 30 ticks of both on. The band is ±1.96·√(1/τi + 1/τj): while it holds 0, no drift is detected. Chance alone leaves it at the end in 5 of 100 sessions, and at some time on the way in more.',
    }),
  ];
}

function pointsOf(label: string, drifts: readonly DriftAt[], seconds: (time: number) => number) {
  let latest = 0;
  return drifts.map((at) => {
    latest = Math.max(latest, seconds(at.time));
    const [y, band] = [at.drift * 100, at.band * 100];
    return { x: latest, y, low: y - band, high: y + band, tooltip: () => `${label}: ${driftText(at)}` };
  });
}

const quiet = (text: string) => html`<p class="quiet">${text}</p>`;
