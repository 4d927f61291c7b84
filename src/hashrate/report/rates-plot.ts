import { formatCount, formatMegahashes, formatPercent } from '../../quantities.js';
import { type Bar, barChart } from '../../report/bar-chart.js';
import { figure, responsive } from '../../report/figure.js';
import { type Content, html } from '../../report/html.js';
import type { ComparedDevice } from '../comparison/comparison.js';

/** A bar for each device. */
export function ratesPlot(devices: readonly ComparedDevice[]): Content {
  if (devices.length === 0) {
    return html`<p class="quiet">There is no bar to draw: no card has a rate that can be ranked.</p>`;
  }
  const bars = devices.map(barOf);
  const description = bars.map(({ label, text }) => `${label}: ${text}`).join('; ');
  return figure({
    content: responsive((size) =>
      barChart(bars, 'hash rate (MH/s)', {
        ...size,
        id: 'rates-plot',
        title: 'Hash rate of each device',
        description,
      }),
    ),
    caption:
      'The median of the fastest number of threads. A whisker is the interval that holds the true median, with the confidence that the card tells.',
  });
}

function barOf({ label, hashRate, low, high, confidence, threads, kernel, marks }: ComparedDevice): Bar {
  const kinds = [...new Set(marks.map(({ kind }) => kind))];
  const name = [label, ...kinds].join(' · ');
  const mega = formatMegahashes;
  return {
    label: name,
    value: hashRate / 1e6,
    low: low / 1e6,
    high: high / 1e6,
    text: `${mega(hashRate)} MH/s`,
    tooltip: `${name}: ${mega(hashRate)} MH/s (${mega(low)}–${mega(high)} MH/s, ${formatPercent(confidence)}), ${formatCount(threads, 'thread')}, ${kernel}`,
  };
}
