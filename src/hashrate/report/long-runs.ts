import { formatMegahashes, formatNumber, formatPercent, formatTime, keepUnits } from '../../quantities.js';
import { figure, responsive } from '../../report/figure.js';
import { type Content, type Html, html } from '../../report/html.js';
import { type LinePoint, lineChart, type Shade } from '../../report/line-chart.js';
import { solid } from '../../report/palette.js';
import { MOST_POINTS } from '../../report/thin.js';
import type { ComparedDevice } from '../comparison/comparison.js';
import {
  isThrottled,
  type SustainedSummary,
  type TimedReading,
  timedReadings,
} from '../comparison/sustained-summary.js';

/** Rate and temperature over time, of each device that ran for long. */
export function longRuns(devices: readonly ComparedDevice[]): Content {
  const runs = devices.flatMap((device, at) =>
    device.sustained === undefined ? [] : [longRun(device, device.sustained, at)],
  );
  if (runs.length > 0) return runs;
  return html`<p class="quiet">There is nothing to draw: no ranked device has a long run in its card.</p>`;
}

function longRun(device: ComparedDevice, summary: SustainedSummary, at: number): Html {
  const readings = timedReadings(device.card.sustained!.readings);
  const shades: Shade[] = [
    { className: 'throttled', spans: spansOf(readings, isThrottled) },
    { className: 'paused', spans: spansOf(readings, ({ isPaused }) => isPaused === true) },
  ].filter(({ spans }) => spans.length > 0);
  const plot = { device, summary, readings, shades, id: `long-run-${at}` };
  const hasHeat = readings.some(({ celsius }) => celsius !== undefined);
  return html`<h3>${device.label}</h3>${figure({
    legend: shades.length > 0 && shadeLegend(shades),
    content: [ratePlot(plot), hasHeat && heatPlot(plot)],
    caption: [
      describe(summary),
      !hasHeat && ' The device tells no temperature.',
      readings.length > MOST_POINTS &&
        ' The lines are means of short stretches of time; faintly behind them are the lowest and highest readings of each.',
    ],
  })}`;
}

interface Plot {
  readonly device: ComparedDevice;
  readonly summary: SustainedSummary;
  readonly readings: readonly TimedReading[];
  readonly shades: readonly Shade[];
  readonly id: string;
}

function ratePlot({ device, summary, readings, shades, id }: Plot): Html {
  const points = readings.map((reading) => ({
    x: reading.seconds,
    y: reading.hashRate / 1e6,
    tooltip: () => describeReading(reading),
  }));
  return responsive((size) =>
    lineChart({
      ...size,
      id: `${id}-rate`,
      height: size.isNarrow ? 240 : 270,
      title: `Hash rate of ${device.label} over time`,
      description: describe(summary),
      x: { label: 'time', kind: 'time', from: 0, to: summary.seconds },
      y: { label: 'hash rate (MH/s)', from: 0, to: mostOf(points) },
      shades,
      lines: [{ label: 'hash rate', style: solid(0), points, breakAfter: gapOf(readings) }],
    }),
  );
}

function heatPlot({ device, summary, readings, shades, id }: Plot): Html {
  const told = readings.filter(({ celsius }) => celsius !== undefined);
  const points = told.map((reading) => ({
    x: reading.seconds,
    y: reading.celsius!,
    tooltip: () => describeReading(reading),
  }));
  const coolest = points.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY);
  return responsive((size) =>
    lineChart({
      ...size,
      id: `${id}-heat`,
      height: size.isNarrow ? 200 : 210,
      title: `Temperature of ${device.label} over time`,
      description: `From ${formatNumber(coolest)} to ${formatNumber(mostOf(points))} °C.`,
      x: { label: 'time', kind: 'time', from: 0, to: summary.seconds },
      // At least 10 °C high: the noise of a cool processor is no mountain range.
      y: { label: 'processor (°C)', from: coolest, to: Math.max(coolest + 10, mostOf(points)) },
      shades,
      lines: [{ label: 'temperature', style: solid(3), points, breakAfter: gapOf(readings) }],
    }),
  );
}

function mostOf(points: readonly LinePoint[]): number {
  return points.reduce((most, { y }) => Math.max(most, y), Number.NEGATIVE_INFINITY);
}

/** One reading a second is meant; a late one or two is no gap. */
function gapOf(readings: readonly TimedReading[]): number {
  const seconds = readings.at(-1)?.seconds ?? 0;
  return Math.max(10, (5 * seconds) / Math.max(1, readings.length));
}

function spansOf(
  readings: readonly TimedReading[],
  matches: (reading: TimedReading) => boolean,
): Shade['spans'] {
  return readings.filter(matches).map(({ from, seconds }) => ({ from, to: seconds }));
}

function shadeLegend(shades: readonly Shade[]): Html {
  return html`<ul class="legend">${shades.map(
    ({ className }) =>
      html`<li><svg width="34" height="14" viewBox="0 0 34 14" aria-hidden="true"><rect class="shade ${className}" width="34" height="14"/></svg><span>${className}</span></li>`,
  )}</ul>`;
}

function describeReading({ seconds, hashRate, celsius, megahertz, throttling, isPaused }: TimedReading) {
  return [
    `${formatTime(seconds)}: ${formatMegahashes(hashRate)} MH/s`,
    celsius !== undefined && `${formatNumber(celsius)} °C`,
    megahertz !== undefined && `${megahertz.toFixed(0)} MHz`,
    throttling?.join(', '),
    isPaused === true && 'paused',
  ]
    .filter(Boolean)
    .join(', ');
}

function describe(summary: SustainedSummary): string {
  const { seconds, firstRate, lastRate, kept, throttledShare, pausedShare, hottest, occurred = [] } = summary;
  const window = seconds < 120 ? 'half' : 'minute';
  const change = kept === undefined ? '' : ` (${formatPercent(kept)})`;
  const sentences = [
    `${formatTime(seconds)} of load: ${formatMegahashes(firstRate)} MH/s in the first ${window}, ${formatMegahashes(lastRate)} MH/s in the last${change}.`,
    hottest !== undefined && `At most ${formatNumber(hottest)} °C.`,
    throttledShare !== undefined &&
      (throttledShare === 0
        ? 'Never throttled.'
        : `Throttled for ${formatPercent(throttledShare)} of the time.`),
    pausedShare > 0 && `Paused for ${formatPercent(pausedShare)} of the time, to cool down.`,
    occurred.length > 0 && `The firmware reports: ${occurred.join(', ')}.`,
  ];
  return keepUnits(sentences.filter(Boolean).join(' '));
}
