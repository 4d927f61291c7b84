import { type Content, html } from '../../report/html.js';
import { type TableColumn, table } from '../../report/table.js';
import type { ComparedDevice, Comparison } from '../comparison/comparison.js';
import {
  COLUMNS,
  type Column,
  type ColumnName,
  explainMarks,
  filledColumns,
} from '../comparison/comparison-columns.js';

/** The others stand below these, in the same cells: sixteen columns are too many for a sheet of paper. */
const SHOWN: readonly ColumnName[] = [
  'rank',
  'device',
  'rate',
  'ratio',
  'threads',
  'perCore',
  'perGigahertz',
  'perWatt',
  'scaling',
  'sustained',
  'throttled',
];

/** The table of all figures, what is left out of it, and what has to be known about it. */
export function ranking({ devices, leftOut, notes }: Comparison): Content {
  const filled = filledColumns(devices);
  const columns = SHOWN.filter((name) => filled.includes(name));
  const remarks = [...explainMarks(devices), ...notes];
  return [
    devices.length === 0
      ? html`<p class="quiet">No device can be ranked.</p>`
      : table('Devices by hash rate', columns.map(columnOf), devices),
    leftOut.length > 0 &&
      html`<h3>Not ranked</h3><ul>${leftOut.map(({ label, reason }) => html`<li>${label}: ${reason}</li>`)}</ul>`,
    remarks.length > 0 &&
      html`<h3>To be read with it</h3><ul>${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`,
  ];
}

function columnOf(name: ColumnName): TableColumn<ComparedDevice> {
  const column: Column = COLUMNS[name];
  return {
    ...column,
    isHeader: name === 'device',
    cell: (device) => [column.cell(device), html`<span class="below">${belowOf(name, device)}</span>`],
  };
}

function belowOf(name: ColumnName, device: ComparedDevice): Content {
  if (name === 'rate') return COLUMNS.interval.cell(device);
  if (name === 'threads') return device.kernel;
  if (name !== 'device') return undefined;
  const { cpu, os } = device.card.device;
  const kinds = [...new Set(device.marks.map(({ kind }) => kind))];
  return [`${cpu.model}, ${os.bits}-bit `, kinds.map((kind) => html`<span class="mark">${kind}</span>`)];
}
