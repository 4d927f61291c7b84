import { scaleLinear } from 'd3-scale';
import { formatNumber } from '../quantities.js';
import { type Html, html } from './html.js';

/** From values to pixels, with round values to write along it. */
export interface Scale {
  readonly position: (value: number) => number;
  readonly ticks: readonly Tick[];
  /** Behind the axis' label, where all ticks have the same: `min`. */
  readonly unit?: string;
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface ScaleOptions {
  readonly from: number;
  readonly to: number;
  /** Pixels of `from` and `to`. */
  readonly range: readonly [start: number, end: number];
  /** About how many ticks there is room for. */
  readonly ticks: number;
}

/** Widens the interval so that it ends with round values. */
export function linearScale({ from, to, range, ticks }: ScaleOptions): Scale {
  // Of an interval of nothing, or of rounding errors, no round values can be found.
  const isWide = to - from > Math.max(1e-12, 1e-9 * Math.abs(to));
  const scale = scaleLinear([from, isWide ? to : from + Math.max(1, Math.abs(from))], range).nice(ticks);
  const format = scale.tickFormat(ticks);
  return {
    position: (value) => round(scale(value)),
    ticks: scale.ticks(ticks).map((value) => ({
      value,
      label: Math.abs(value) >= 1e5 ? formatNumber(value) : format(value),
    })),
  };
}

/** For counts: only whole numbers are written along it, and it ends where they do. */
export function countScale({ from, to, range, ticks }: ScaleOptions): Scale {
  const scale = scaleLinear([from, to > from ? to : from + 1], range);
  const step = Math.max(1, Math.ceil((to - from) / ticks));
  const length = Math.floor((to - from) / step) + 1;
  return {
    position: (value) => round(scale(value)),
    ticks: Array.from({ length }, (_, at) => from + at * step).map((value) => ({
      value,
      label: formatTick(value),
    })),
  };
}

/** For counts that double: 1, 2, 4, … are at equal distances. */
export function doublingScale({ from, to, range, ticks }: ScaleOptions): Scale {
  const [start, end] = [Math.log2(Math.max(from, Number.MIN_VALUE)), Math.log2(to)];
  const scale = scaleLinear([start, end > start ? end : start + 1], range);
  const step = Math.max(1, Math.ceil((end - start) / ticks));
  const powers: number[] = [];
  for (let power = Math.ceil(start - 1e-9); power <= end + 1e-9; power += step) powers.push(2 ** power);
  return {
    position: (value) => round(scale(Math.log2(value))),
    ticks: powers.map((value) => ({ value, label: formatTick(value) })),
  };
}

function formatTick(value: number): string {
  return value < 1e5 && Number.isInteger(value) ? `${value}` : formatNumber(value);
}

/** Distances between ticks that people count in, with the unit that they are told in. */
const TIME_STEPS = [
  ['s', 1, [1, 2, 5, 10, 15, 30]],
  ['min', 60, [1, 2, 5, 10, 15, 30]],
  ['h', 3600, [1, 2, 3, 6, 12]],
  ['d', 86_400, [1, 2, 7, 14, 30, 100, 365]],
] as const;

/** Seconds, told in s, min, h or days, whatever gives round values. */
export function timeScale({ from, to, range, ticks }: ScaleOptions): Scale {
  const length = Math.max(1, to - from);
  const steps = TIME_STEPS.flatMap(([unit, size, counts]) =>
    counts.map((count) => ({ unit, size, step: count * size })),
  );
  const { unit, size, step } = steps.find(({ step }) => length / step <= ticks) ?? steps.at(-1)!;
  // Beyond all years, as a damaged card may have it.
  const stride = Math.max(1, Math.ceil(length / step / ticks)) * step;
  const first = Math.ceil(from / stride);
  const count = Math.floor((from + length) / stride) - first + 1;
  const values = Array.from({ length: count }, (_, at) => (first + at) * stride);
  const scale = scaleLinear([from, from + length], range);
  return {
    unit,
    position: (value) => round(scale(value)),
    ticks: values.map((value) => ({ value, label: formatTick(value / size) })),
  };
}

/** Where the plot is within its drawing, in pixels. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Vertical ticks below the plot, and the label at the end of the axis. */
export function xAxis(scale: Scale, label: string, { left, right, bottom }: Frame): Html {
  return html`<g class="axis" aria-hidden="true"><line class="base" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${scale.ticks.map(
    ({ value, label }) =>
      html`<line class="tick" x1="${scale.position(value)}" x2="${scale.position(value)}" y1="${bottom}" y2="${bottom + 5}"/><text x="${scale.position(value)}" y="${bottom + 19}" text-anchor="middle">${label}</text>`,
  )}<text class="name" x="${right}" y="${bottom + 37}" text-anchor="end">${label}</text></g>`;
}

/** Lines across the plot with their values left of it, and the label above. */
export function yAxis(scale: Scale, label: string, { left, right, top }: Frame): Html {
  return html`<g class="axis" aria-hidden="true">${scale.ticks.map(
    ({ value, label }) =>
      html`<line class="grid" x1="${left}" x2="${right}" y1="${scale.position(value)}" y2="${scale.position(value)}"/><text x="${left - 9}" y="${round(scale.position(value) + 4)}" text-anchor="end">${label}</text>`,
  )}<text class="name" x="0" y="${top - 14}">${label}</text></g>`;
}

/** A tenth of a pixel is more than anybody sees. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
