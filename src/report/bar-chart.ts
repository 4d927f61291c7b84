import { linearScale, round, xAxis } from './axes.js';
import { type Drawing, drawing } from './figure.js';
import { type Html, html } from './html.js';

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The whisker. */
  readonly low: number;
  readonly high: number;
  /** The value in words, with its unit. */
  readonly text: string;
  readonly tooltip: string;
}

const ROW = 50;
const BAR = 16;

/** Horizontal bars from zero, each below its label, with whiskers for their intervals. */
export function barChart(bars: readonly Bar[], axisLabel: string, options: Omit<Drawing, 'height'>): Html {
  const frame = { left: 4, right: options.width - 14, top: 0, bottom: bars.length * ROW + 6 };
  const scale = linearScale({
    from: 0,
    to: bars.reduce((most, { value, high }) => Math.max(most, value, high), 0),
    range: [frame.left, frame.right],
    ticks: options.isNarrow ? 4 : 8,
  });
  const grid = scale.ticks.map(
    ({ value }) =>
      html`<line class="grid" x1="${scale.position(value)}" x2="${scale.position(value)}" y1="0" y2="${frame.bottom}"/>`,
  );
  const rows = bars.map((bar, at) => {
    const top = at * ROW + 27;
    const middle = top + BAR / 2;
    const [low, high] = [scale.position(bar.low), scale.position(bar.high)];
    return html`<g><title>${bar.tooltip}</title><foreignObject x="${frame.left}" y="${top - 24}" width="${frame.right - frame.left}" height="22"><div class="label"><span>${bar.label}</span><strong>${bar.text}</strong></div></foreignObject><rect class="bar" x="${frame.left}" y="${top}" width="${round(Math.max(1, scale.position(bar.value) - frame.left))}" height="${BAR}" rx="2"/><path class="whisker" d="M${low} ${middle}H${high}M${low} ${middle - 5}v10M${high} ${middle - 5}v10"/></g>`;
  });
  return drawing({ ...options, height: frame.bottom + 46 }, [grid, rows, xAxis(scale, axisLabel, frame)]);
}
