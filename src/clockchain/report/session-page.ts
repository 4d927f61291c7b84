import { formatCount } from '../../quantities.js';
import { html } from '../../report/html.js';
import { renderPage, section } from '../../report/page.js';
import { attendance } from './attendance.js';
import { CLAIMS } from './claims.js';
import { driftPlot } from './drift-plot.js';
import { figures } from './figures.js';
import { pacePlot } from './pace-plot.js';
import type { SessionReport } from './session-report.js';
import { ticksPlot } from './ticks-plot.js';

export interface PageOptions {
  /** When the page is made. */
  readonly date: Date;
  /** mine-wasm's, which makes the page. */
  readonly version: string;
}

/** A session as a page: one HTML file without a script, which loads nothing. */
export function sessionPage(report: SessionReport, { date, version }: PageOptions): string {
  const { session, history } = report;
  const mode = history.mode === undefined ? '' : ` · mode ${history.mode}`;
  const day = date.toISOString().slice(0, 10);
  const isInTurns = history.mode === 'serial';
  const pace = pacePlot(report);
  return renderPage({
    title: `Clockchain session ${session}`,
    eyebrow: html`Clockchain${mode} · <time datetime="${date.toISOString()}">${day}</time>`,
    summary: summarize(report),
    sections: [
      section('figures', 'Figures', figures(report)),
      section('ticks', 'Ticks', ticksPlot(report)),
      ...(pace === undefined ? [] : [section('pace', 'Pace', pace)]),
      section('drift', 'Drift', driftPlot(report)),
      section('rounds', isInTurns ? 'Turns and absences' : 'Rounds and absences', attendance(report)),
      section('claims', 'What is claimed, and what is not', CLAIMS),
    ],
    footer: html`Made by mine-wasm ${version} on ${date.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
  });
}

/** What a reader in a hurry wants to know. */
function summarize({ devices, history }: SessionReport): string {
  const ticks = devices.reduce((sum, { verdict }) => sum + (verdict?.ticks ?? 0), 0);
  const chains = devices.filter(({ verdict }) => verdict !== undefined);
  const bad = chains.filter(({ verdict }) => verdict!.fault !== undefined);
  const held = `${formatCount(devices.length, 'device')}, ${formatCount(ticks, 'verified tick')}`;
  const runs = history.runs.length > 1 ? ` in ${history.runs.length} runs` : '';
  const standing =
    bad.length === 0
      ? `The ${chains.length === 1 ? 'chain was' : `${chains.length} chains were`} verified from end to end for this page, and ${chains.length === 1 ? 'holds' : 'all hold'}.`
      : `${bad.length} of ${formatCount(chains.length, 'chain')} did NOT verify: ${bad.map(({ label }) => label).join(', ')}.`;
  return `${held}${runs}. ${standing}`;
}
