import { formatCount, formatDuration } from '../../quantities.js';
import { type Content, html } from '../../report/html.js';
import { table } from '../../report/table.js';
import type { MissedTick, SessionHistory } from './session-history.js';
import type { SessionReport } from './session-report.js';

/** Stretches of rounds that are named; of more, the table has the counts. */
const MOST_NAMED = 12;

/** Rounds, and who missed which; turns in the mode `serial`. */
export function attendance({ history, times }: SessionReport): Content {
  if (times === 'headers') {
    return html`<p class="quiet">The folder has no log, which alone tells who was awaited and did not come.</p>`;
  }
  if (history.mode === 'free') {
    return [
      html`<p>In the mode <em>free</em> each device mines for itself, and nobody is awaited.</p>`,
      awayTable(history),
    ];
  }
  return [
    history.mode === 'rounds' && html`<p>${describeRounds(history)}</p>`,
    html`<p>${MEANINGS}</p>`,
    awayTable(history),
  ];
}

const MEANINGS =
  'Absent: it was not there. Late: it was, and had no tick in time. Refused: it told something that did not hold, or refused its order.';

function describeRounds({ rounds, voids }: SessionHistory): string {
  if (rounds.length === 0) return 'No round has closed.';
  const seconds = rounds.map(({ seconds }) => seconds);
  const mean = seconds.reduce((sum, one) => sum + one, 0) / seconds.length;
  const longest = seconds.reduce((most, one) => Math.max(most, one), 0);
  const held = voids === 0 ? '' : ` ${formatCount(voids, 'time')} nobody came, and the round was held again.`;
  return `${formatCount(rounds.length, 'round')} closed, after ${formatDuration(mean)} on average and ${formatDuration(longest)} at most.${held}`;
}

function awayTable(history: SessionHistory): Content {
  const { mode, names, missed, attended, away, refused } = history;
  const all = new Set([...names, ...missed.keys(), ...attended.keys(), ...away.keys(), ...refused.keys()]);
  const rows = [...all].map((name) => ({ name, missed: missed.get(name) ?? [] }));
  const unit = mode === 'serial' ? 'turns' : 'rounds';
  const by = (why: MissedTick['why']) => ({
    name: why,
    unit,
    isNumber: true,
    cell: ({ missed }: (typeof rows)[number]) => missed.filter((one) => one.why === why).length,
  });
  return table(
    'Absences by device',
    [
      { name: 'device', isHeader: true, cell: ({ name }) => name },
      ...(mode === 'rounds'
        ? [
            {
              name: 'present',
              unit,
              isNumber: true,
              cell: ({ name }: (typeof rows)[number]) => attended.get(name) ?? 0,
            },
          ]
        : []),
      ...(mode === 'free' ? [] : [by('absent'), by('late'), by('refused')]),
      { name: 'away', unit: 'times', isNumber: true, cell: ({ name }) => away.get(name)?.length ?? 0 },
      {
        name: 'away',
        unit: 'in all',
        isNumber: true,
        cell: ({ name }) => formatDuration(sumOf(away.get(name) ?? [])),
      },
      {
        name: 'refusals',
        unit: 'that the log has',
        isNumber: true,
        cell: ({ name }) => refused.get(name) ?? 0,
      },
      ...(mode === 'free'
        ? []
        : [{ name: `${unit} missed`, cell: ({ missed }: (typeof rows)[number]) => spansOf(missed) }]),
    ],
    rows,
  );
}

function sumOf(stretches: readonly { readonly from: number; readonly to: number }[]): number {
  return stretches.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0) / 1000;
}

/** `3, 7–9, …` */
function spansOf(missed: readonly MissedTick[]): string {
  const spans: [from: number, to: number][] = [];
  for (const { number } of missed) {
    const last = spans.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  if (spans.length === 0) return 'none';
  const named = spans.slice(0, MOST_NAMED).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return [...named, ...(spans.length > MOST_NAMED ? ['…'] : [])].join(', ');
}
