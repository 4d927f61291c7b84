import type { ComparedDevice, Comparison } from '../../hashrate/comparison/comparison.js';
import {
  COLUMNS,
  type Column,
  type ColumnName,
  explainMarks,
  filledColumns,
} from '../../hashrate/comparison/comparison-columns.js';
import { plainTable } from '../plain-table.js';
import { truncate, widthOf } from '../text-width.js';

/** What a narrow terminal can do without, the first first. */
const EXPENDABLE: readonly ColumnName[] = [
  'interval',
  'bits',
  'perGigahertz',
  'perCore',
  'cpu',
  'throttled',
  'kernel',
  'sustained',
  'scaling',
  'marks',
  'perWatt',
  'threads',
];
const LONGEST_NAME = 40;
const SHORTEST_NAME = 30;

/**
 * A comparison as an aligned table, with what is left out and the notes below it.
 * @param width columns of the terminal: columns that don't fit are left out, and named
 */
export async function comparisonToText(
  { devices, leftOut, notes }: Comparison,
  width = Number.POSITIVE_INFINITY,
): Promise<string> {
  const table = devices.length === 0 ? 'No device can be ranked.' : await tableOf(devices, width);
  const remarks = [
    ...leftOut.map(({ label, reason }) => `Not ranked: ${label}, ${reason}`),
    ...explainMarks(devices),
    ...notes,
  ];
  return [table, ...(remarks.length > 0 ? ['', ...remarks] : [])].join('\n');
}

async function tableOf(devices: readonly ComparedDevice[], width: number): Promise<string> {
  const columns = filledColumns(devices);
  const dropped: string[] = [];
  for (const name of EXPENDABLE) {
    if (tableWidth(columns, devices, SHORTEST_NAME) <= width) break;
    const at = columns.indexOf(name);
    if (at >= 0) columns.splice(at, 1);
    if (at >= 0) dropped.push(COLUMNS[name].name);
  }
  const spare = width - tableWidth(columns, devices, 0);
  const nameWidth = Math.min(LONGEST_NAME, Math.max(SHORTEST_NAME, spare));
  const lines = await plainTable(
    [
      columns.map((name) => headLines(COLUMNS[name]).join('\n')),
      ...devices.map((device) => columns.map((name) => cellOf(name, device, nameWidth))),
    ],
    columns.map((name) => (COLUMNS[name].isNumber ? 'right' : 'left')),
  );
  if (dropped.length === 0) return lines.join('\n');
  return [...lines, '', `Too narrow for ${dropped.join(', ')}: --format md shows them.`].join('\n');
}

function headLines({ name, unit = '' }: Column): string[] {
  return [name, unit];
}

/** Words as long as the device's name and CPU can be are cut. */
function cellOf(name: ColumnName, device: ComparedDevice, nameWidth: number): string {
  const cell = COLUMNS[name].cell(device);
  if (name === 'device') return truncate(cell, nameWidth);
  return name === 'cpu' ? truncate(cell, LONGEST_NAME) : cell;
}

function tableWidth(
  columns: readonly ColumnName[],
  devices: readonly ComparedDevice[],
  nameWidth: number,
): number {
  const widths = columns.map((name) =>
    Math.max(
      ...headLines(COLUMNS[name]).map(widthOf),
      ...devices.map((device) => widthOf(cellOf(name, device, nameWidth))),
    ),
  );
  // A space at the end of each column and one between two, but none at the line's end.
  return widths.reduce((sum, width) => sum + width + 2, -2);
}
