import { formatCount, formatRate, UNKNOWN } from '../../quantities.js';
import { type Content, html } from '../../report/html.js';
import { table } from '../../report/table.js';
import type { ChainVerdict } from '../chain/chain-verdict.js';
import { driftHistory } from './drift-history.js';
import { driftText } from './drift-text.js';
import type { ReportedDevice, SessionReport } from './session-report.js';

/** All figures, and what to know about them. */
export function figures({ devices, history, times }: SessionReport): Content {
  const [first] = devices;
  const drift = (device: ReportedDevice) => {
    if (device === first || times === 'headers') return UNKNOWN;
    const last = driftHistory(device.history?.ticks ?? [], first?.history?.ticks ?? []).at(-1);
    return last === undefined ? UNKNOWN : driftText(last);
  };
  return [
    table(
      'Figures of each device',
      [
        {
          name: 'device',
          isHeader: true,
          cell: ({ label, device }) => [
            label,
            device !== undefined && html`<span class="below">${device.slice(0, 12)}…</span>`,
          ],
        },
        { name: 'τ', unit: 'verified', isNumber: true, cell: ({ verdict }) => verdict?.ticks ?? 0 },
        { name: 'L', isNumber: true, cell: ({ verdict }) => verdict?.lamport ?? 0 },
        { name: 'tries', unit: 'by the log', isNumber: true, cell: ({ history }) => triesOf(history?.tries) },
        {
          name: 'rate',
          unit: 'by the log',
          isNumber: true,
          cell: ({ history }) =>
            history === undefined || history.seconds === 0
              ? UNKNOWN
              : formatRate(history.tries / history.seconds),
        },
        { name: 'drift', unit: 'against the first', cell: drift },
        { name: 'chain', cell: ({ verdict }) => standingOf(verdict) },
      ],
      devices,
    ),
    remarks(devices, history.unread),
  ];
}

function triesOf(tries: number | undefined): string {
  return tries === undefined || tries === 0 ? UNKNOWN : tries.toLocaleString('en');
}

function standingOf(verdict: ChainVerdict | undefined): string {
  if (verdict === undefined) return 'none in the folder';
  const { fault } = verdict;
  if (fault === undefined) return 'verified';
  return fault.record === undefined
    ? `NOT VALID: ${fault.name}`
    : `NOT VALID: ${fault.name} in record ${fault.record}`;
}

/** In full, what a cell has no room for. */
function remarks(devices: readonly ReportedDevice[], unread: number): Content {
  const all = [
    ...devices.flatMap(({ label, verdict, isAsLogged }) => [
      verdict?.fault !== undefined &&
        `${label}: the first fault, after ${formatCount(verdict.ticks, 'verified tick')}: ${verdict.fault.message}`,
      verdict?.torn !== undefined &&
        `${label}: behind its last tick are ${formatCount(verdict.torn.bytes, 'byte')} of an unfinished one. That is no fault.`,
      isAsLogged === false &&
        `${label}: the last tick of the log is not the last of its chain; the session is under way, or one of the two was changed.`,
    ]),
    unread > 0 && `${formatCount(unread, 'line')} of the log could not be read and were left out.`,
  ].filter((remark) => remark !== false);
  return (
    all.length > 0 &&
    html`<h3>To be read with it</h3><ul>${all.map((remark) => html`<li>${remark}</li>`)}</ul>`
  );
}
