import { figure, responsive } from '../../report/figure.js';
import { type Content, html } from '../../report/html.js';
import { type Line, legend, lineChart } from '../../report/line-chart.js';
import { styleOf } from '../../report/palette.js';
import type { PaceFigures } from '../pace-figures.js';
import { paceHistory } from './pace-history.js';
import { describePace } from './pace-text.js';
import type { SessionReport } from './session-report.js';

/** Mean intervals against the pace that was asked for, with the band of chance; undefined for a session without one. */
export function pacePlot({ devices, history }: SessionReport): Content | undefined {
  const all = devices.map(({ label, history }, at) => ({
    label,
    style: styleOf(at),
    means: paceHistory(history?.ticks ?? []),
  }));
  const paced = all.filter(({ means }) => means.length > 0);
  if (paced.length === 0) return undefined;
  const rounds = history.roundPace.figures;
  const told = [
    ...paced.map(({ label, means }) => `${label}: ${describePace(means.at(-1)!, 'tick')}`),
    ...(rounds === undefined ? [] : [`Rounds of ${rounds.devices}: ${describePace(rounds, 'round')}`]),
  ];
  const banded = paced
    .map(({ means, ...device }) => ({ ...device, means: means.filter(({ band }) => band !== undefined) }))
    .filter(({ means }) => means.length > 0);
  const list = html`<ul>${told.map((text) => html`<li>${text}</li>`)}</ul>`;
  if (banded.length === 0) {
    return [list, html`<p class="quiet">There is no line to draw: means are judged from 30 ticks on.</p>`];
  }
  const most = banded.reduce((most, { means }) => Math.max(most, means.at(-1)!.count), 0);
  const edge = banded
    .flatMap(({ means }) => means)
    .reduce((most, { mean, band, every }) => Math.max(most, mean! / every, 1 + band! / every), 1);
  const lines: Line[] = banded.map(({ label, style, means }) => ({
    label,
    style,
    points: means.map((at) => ({
      x: at.count,
      y: (at.mean! / at.every) * 100,
      // The band is around what is expected, and the same for all.
      tooltip: () => `${label}: ${describePace(at, 'tick')}`,
    })),
  }));
  const edges = [-1, 1].map((side) => edgeOf(banded, side));
  return [
    list,
    figure({
      legend: legend(lines),
      content: responsive((size) =>
        lineChart({
          ...size,
          id: 'pace-plot',
          height: size.isNarrow ? 300 : 360,
          title: 'Mean interval against the pace',
          description: told.join('; '),
          x: { label: 'ticks at the pace', from: 0, to: most },
          y: { label: 'mean interval (% of the pace)', from: 0, to: edge * 100 },
          references: edges,
          lines,
        }),
      ),
      caption:
        'The mean time that ticks took to mine, over all at the pace until then, from the thirtieth on. The thin lines are the band X·(1 ± 1.96/√n): the mean of n ticks is between them in 95 of 100 runs, at any one n. Ticks before the rate was measured are left out.',
    }),
  ];
}

/** One edge of the band, over the longest of the lines. */
function edgeOf(banded: readonly { readonly means: readonly PaceFigures[] }[], side: number) {
  const longest = banded.reduce((a, b) => (b.means.length > a.means.length ? b : a)).means;
  return longest.map(({ count, band, every }) => ({ x: count, y: 100 * (1 + (side * band!) / every) }));
}
