import {
  countScale,
  doublingScale,
  type Frame,
  linearScale,
  round,
  type Scale,
  timeScale,
  xAxis,
  yAxis,
} from './axes.js';
import { type Drawing, drawing } from './figure.js';
import { type Content, type Html, html } from './html.js';
import { marker, type SeriesStyle } from './palette.js';
import { joinSpans, meansOf, type Point, type Span, thin } from './thin.js';

export interface LinePoint extends Point {
  /** The band around the line. */
  readonly low?: number;
  readonly high?: number;
  /** What is shown when it is pointed at. Asked of those that are drawn alone: a week has 604,800 others. */
  readonly tooltip?: () => string;
}

export interface Line {
  readonly label: string;
  readonly style: SeriesStyle;
  /** In the order of x. */
  readonly points: readonly LinePoint[];
  /** The line is broken where two points are further apart. */
  readonly breakAfter?: number;
}

/** Stretches of x in which something was the case. */
export interface Shade {
  /** Names a pattern of the page's style: `throttled` or `paused`. */
  readonly className: string;
  readonly spans: readonly Span[];
}

export interface Axis {
  readonly label: string;
  readonly kind?: 'linear' | 'count' | 'doubling' | 'time';
  readonly from: number;
  readonly to: number;
}

export interface LineChart extends Drawing {
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly shades?: readonly Shade[];
  /** What would be ideal: lines drawn thin, without a name. */
  readonly references?: readonly (readonly Point[])[];
}

/** A line with more points than this has no markers, and tooltips on strips instead. */
const MOST_MARKERS = 40;
const MOST_STRIPS = 120;
const SCALES = { linear: linearScale, count: countScale, doubling: doublingScale, time: timeScale };

/**
 * Lines over a common axis, with bands, shaded stretches, and values to point at. Of a line with more points than can be seen, the means of
 * short stretches are drawn, and the lowest and highest of each faintly behind them.
 */
export function lineChart(chart: LineChart): Html {
  const frame: Frame = { left: 46, right: chart.width - 14, top: 34, bottom: chart.height - 46 };
  const x = scaleOf(chart.x, [frame.left, frame.right], chart.isNarrow ? 5 : 10);
  const y = scaleOf(chart.y, [frame.bottom, frame.top], Math.max(2, Math.round(chart.height / 70)));
  const xLabel = x.unit === undefined ? chart.x.label : `${chart.x.label} (${x.unit})`;
  return drawing(chart, [
    yAxis(y, chart.y.label, frame),
    chart.shades?.map((shade) => drawShade(shade, x, chart.x, frame)),
    xAxis(x, xLabel, frame),
    chart.references?.map((points) => html`<path class="reference" d="${pathOf(points, x, y)}"/>`),
    chart.lines.map((line) => drawLine(line, x, y, frame)),
  ]);
}

function scaleOf({ kind = 'linear', from, to }: Axis, range: [number, number], ticks: number): Scale {
  return SCALES[kind]({ from, to, range, ticks });
}

function drawLine({ points, style, breakAfter }: Line, x: Scale, y: Scale, frame: Frame): Content {
  const kept = thin(points);
  const isThinned = kept.length < points.length;
  const runs = split(kept, breakAfter, points);
  const lines = isThinned ? split(meansOf(points), breakAfter, points) : runs;
  const bands = runs
    .map((run) => run.filter(({ low, high }) => low !== undefined && high !== undefined))
    .filter((run) => run.length > 1);
  const hasMarkers = points.length <= MOST_MARKERS;
  return html`<g class="${style.className}">${bands.map(
    (run) => html`<path class="band" d="${bandOf(run, x, y)}"/>`,
  )}${isThinned && runs.map((run) => html`<path class="extremes" d="${pathOf(run, x, y)}"/>`)}${lines.map(
    (run) =>
      html`<path class="line" d="${pathOf(run, x, y)}"${style.dash !== '' && html` stroke-dasharray="${style.dash}"`}/>`,
  )}${
    hasMarkers
      ? points.map((point) => marker(style, x.position(point.x), y.position(point.y), point.tooltip?.()))
      : strips(kept, x, frame)
  }</g>`;
}

/** Where nothing was measured between two points, nothing is drawn. */
function split<P extends Point>(
  kept: readonly P[],
  breakAfter: number | undefined,
  all: readonly P[],
): P[][] {
  if (breakAfter === undefined) return kept.length === 0 ? [] : [[...kept]];
  const ends = new Set<number>();
  for (let at = 1; at < all.length; at++) {
    if (all[at]!.x - all[at - 1]!.x > breakAfter) ends.add(all[at]!.x);
  }
  const gaps = [...ends].sort((a, b) => a - b);
  const runs: P[][] = [];
  let gap = 0;
  for (const point of kept) {
    let isNew = runs.length === 0;
    for (; gap < gaps.length && gaps[gap]! <= point.x; gap++) isNew = true;
    if (isNew) runs.push([point]);
    else runs.at(-1)!.push(point);
  }
  return runs;
}

function pathOf(points: readonly Point[], x: Scale, y: Scale): string {
  const places = points.map((point) => `${x.position(point.x)} ${y.position(point.y)}`);
  // A lone point is drawn as a dot, by the line's round end.
  return places.length === 1 ? `M${places[0]}h0` : `M${places.join('L')}`;
}

function bandOf(points: readonly LinePoint[], x: Scale, y: Scale): string {
  const upper = points.map((point) => `${x.position(point.x)} ${y.position(point.high!)}`);
  const lower = points.toReversed().map((point) => `${x.position(point.x)} ${y.position(point.low!)}`);
  return `M${[...upper, ...lower].join('L')}z`;
}

/** Invisible strips over the whole height, each with the tooltip of a point in it. */
function strips(points: readonly LinePoint[], x: Scale, { left, right, top, bottom }: Frame): Content {
  const width = (right - left) / MOST_STRIPS;
  const chosen = new Map<number, LinePoint>();
  for (const point of points) {
    if (point.tooltip === undefined) continue;
    const strip = Math.min(MOST_STRIPS - 1, Math.floor((x.position(point.x) - left) / width));
    if (!chosen.has(strip)) chosen.set(strip, point);
  }
  return [...chosen].map(
    ([strip, { tooltip }]) =>
      html`<rect class="strip" x="${round(left + strip * width)}" y="${top}" width="${round(width)}" height="${bottom - top}"><title>${tooltip?.()}</title></rect>`,
  );
}

function drawShade({ className, spans }: Shade, x: Scale, { from, to }: Axis, frame: Frame): Content {
  // What is nearer than a pixel is drawn as one.
  const gap = (to - from) / (frame.right - frame.left);
  return joinSpans(spans, gap).map((span) => {
    const left = x.position(span.from);
    const width = Math.max(1, round(x.position(span.to) - left));
    return html`<rect class="shade ${className}" x="${left}" y="${frame.top}" width="${width}" height="${frame.bottom - frame.top}"/>`;
  });
}

/** The lines' names with a sample of each. */
export function legend(entries: readonly Pick<Line, 'label' | 'style'>[], extra: Content = undefined): Html {
  return html`<ul class="legend">${entries.map(
    ({ label, style }) =>
      html`<li><svg class="${style.className}" width="34" height="14" viewBox="0 0 34 14" aria-hidden="true"><path class="line" d="M1 7H33"${style.dash !== '' && html` stroke-dasharray="${style.dash}"`}/>${marker(style, 17, 7)}</svg><span>${label}</span></li>`,
  )}${extra}</ul>`;
}
