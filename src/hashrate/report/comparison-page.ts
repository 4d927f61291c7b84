import { formatCount } from '../../quantities.js';
import { html } from '../../report/html.js';
import { renderPage, section } from '../../report/page.js';
import type { Comparison } from '../comparison/comparison.js';
import { deviceDetails } from './device-details.js';
import { longRuns } from './long-runs.js';
import { METHOD } from './method.js';
import { ranking } from './ranking.js';
import { ratesPlot } from './rates-plot.js';
import { scalingPlot } from './scaling-plot.js';
import { summarize } from './summary.js';

export interface PageOptions {
  /** When the page is made. */
  readonly date: Date;
  /** mine-wasm's, which makes the page. */
  readonly version: string;
}

/** The comparison as a page: one HTML file without a script, which loads nothing. */
export function comparisonPage(comparison: Comparison, { date, version }: PageOptions): string {
  const { devices, leftOut } = comparison;
  const all = [...devices, ...leftOut];
  const day = date.toISOString().slice(0, 10);
  return renderPage({
    title:
      all.length === 1
        ? `Hash rate of ${all[0]!.label}`
        : `Hash rates of ${formatCount(all.length, 'device')}`,
    eyebrow: html`SHA256d in WebAssembly · <time datetime="${date.toISOString()}">${day}</time>`,
    summary: summarize(comparison),
    sections: [
      section('ranking', 'Ranking', ranking(comparison)),
      section('rates', 'Hash rate', ratesPlot(devices)),
      section('scaling', 'Scaling', scalingPlot(devices)),
      section('long-runs', 'Under lasting load', longRuns(devices)),
      section('devices', 'The devices', all.map(deviceDetails)),
      section('method', 'How it was measured', METHOD),
    ],
    footer: html`Made by mine-wasm ${version} on ${date.toISOString().slice(0, 16).replace('T', ' ')} UTC from ${formatCount(all.length, 'device card')}.`,
  });
}
