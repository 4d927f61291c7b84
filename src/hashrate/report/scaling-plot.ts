import { formatCount, formatMegahashes, formatNumber, formatPercent } from '../../quantities.js';
import { figure, responsive } from '../../report/figure.js';
import { type Content, html } from '../../report/html.js';
import { type Line, type LinePoint, legend, lineChart } from '../../report/line-chart.js';
import { styleOf } from '../../report/palette.js';
import type { ComparedDevice } from '../comparison/comparison.js';

/** With more threads, counts are drawn at distances that double: else a small board would be a dot beside a server. */
const MOST_EVEN_THREADS = 8;

/**
 * What each thread adds, as a share of what one alone does, a line for each device. Of the speed-up itself all lines would lie on the
 * diagonal.
 */
export function scalingPlot(devices: readonly ComparedDevice[]): Content {
  const lines = devices
    .map((device) => ({ device, points: shares(device) }))
    .filter(({ points }) => points.length > 1);
  if (lines.length === 0) {
    return html`<p class="quiet">There is no line to draw: no ranked device was measured with one thread and with more.</p>`;
  }
  const drawn: Line[] = lines.map(({ device, points }, at) => ({
    label: device.label,
    style: styleOf(at),
    points,
  }));
  const points = lines.flatMap(({ points }) => points);
  const threads = points.reduce((most, { x }) => Math.max(most, x), 1);
  const lowest = points.reduce((least, { y, low = y }) => Math.min(least, low, y), 100);
  const highest = points.reduce((most, { y, high = y }) => Math.max(most, high, y), 100);
  return figure({
    legend: legend(drawn, IDEAL),
    content: responsive((size) =>
      lineChart({
        ...size,
        id: 'scaling-plot',
        height: size.isNarrow ? 300 : 400,
        title: 'Rate per thread by threads',
        description: lines.map(({ device, points }) => describeLine(device, points)).join('; '),
        x: {
          label: 'threads',
          kind: threads <= MOST_EVEN_THREADS ? 'count' : 'doubling',
          from: 1,
          to: threads,
        },
        y: { label: 'rate per thread (% of one alone)', from: lowest, to: highest },
        references: [
          [
            { x: 1, y: 100 },
            { x: threads, y: 100 },
          ],
        ],
        lines: drawn,
      }),
    ),
    caption:
      'On the dotted line each thread would add as much as the first. Where a line falls, threads share a core, the clock or the cooling, or others use the device.',
  });
}

const IDEAL = html`<li><svg width="34" height="14" viewBox="0 0 34 14" aria-hidden="true"><path class="reference" d="M1 7H33"/></svg><span>ideal</span></li>`;

/** In per cent, of the kernel that is ranked. */
function shares({ card, kernel, label }: ComparedDevice): LinePoint[] {
  const measured = card.threads
    .filter((other) => other.kernel === kernel)
    .sort((a, b) => a.threads - b.threads);
  const one = measured.find(({ threads }) => threads === 1)?.rate.hashRate;
  if (one === undefined) return [];
  return measured
    .map(({ threads, rate }) => {
      const share = (value: number) => (value / one / threads) * 100;
      return {
        x: threads,
        y: share(rate.hashRate),
        low: share(rate.low),
        high: share(rate.high),
        tooltip: () =>
          `${label}, ${formatCount(threads, 'thread')}: ${formatMegahashes(rate.hashRate)} MH/s, ${formatNumber(rate.hashRate / one)} times one thread (${formatPercent(rate.hashRate / one / threads)} each)`,
      };
    })
    .filter(({ y, high }) => Number.isFinite(y) && Number.isFinite(high));
}

function describeLine({ label }: ComparedDevice, points: readonly LinePoint[]): string {
  const { x, y } = points.at(-1)!;
  return `${label}: ${formatPercent(y / 100)} with ${formatCount(x, 'thread')}`;
}
