import type { ComparedDevice, Comparison, LeftOutDevice } from './comparison.js';

type Cell = string | number | undefined;

const COLUMNS: readonly (readonly [name: string, cell: (device: ComparedDevice) => Cell])[] = [
  ['rank', ({ rank }) => rank],
  ['card', ({ name }) => name],
  ['model', ({ card }) => card.device.model],
  ['cpu', ({ card }) => card.device.cpu.model],
  ['bits', ({ card }) => card.device.os.bits],
  ['kernelBits', ({ card }) => card.device.os.kernelBits],
  ['kernel', ({ kernel }) => kernel],
  ['threads', ({ threads }) => threads],
  ['cores', ({ card }) => card.device.cpu.cores],
  ['hashRate', ({ hashRate }) => hashRate],
  ['low', ({ low }) => low],
  ['high', ({ high }) => high],
  ['confidence', ({ confidence }) => confidence],
  ['ratio', ({ ratio }) => ratio],
  ['perCore', ({ perCore }) => perCore],
  ['perGigahertz', ({ perGigahertz }) => perGigahertz],
  ['watts', ({ watts }) => watts],
  ['hashesPerJoule', ({ hashesPerJoule }) => hashesPerJoule],
  ['efficiency', ({ efficiency }) => efficiency],
  ['sustainedSeconds', ({ sustained }) => sustained?.seconds],
  ['firstRate', ({ sustained }) => sustained?.firstRate],
  ['lastRate', ({ sustained }) => sustained?.lastRate],
  ['throttledShare', ({ sustained }) => sustained?.throttledShare],
  ['pausedShare', ({ sustained }) => sustained?.pausedShare],
  ['hottest', ({ sustained }) => sustained?.hottest],
  ['marks', ({ marks }) => [...new Set(marks.map(({ kind }) => kind))].join(' ')],
  ['leftOut', () => undefined],
];

/**
 * A comparison as CSV (RFC 4180: lines end with CR LF), a line for each card, those that are not ranked last. Rates in H/s, the fields
 * as in JSON. Words that a spreadsheet would run as a formula begin with an apostrophe.
 */
export function comparisonToCsv({ devices, leftOut }: Comparison): string {
  const rows = [
    COLUMNS.map(([name]) => name),
    ...devices.map((device) => COLUMNS.map(([, cell]) => cell(device))),
    ...leftOut.map(leftOutRow),
  ];
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function leftOutRow({ name, card, reason }: LeftOutDevice): Cell[] {
  const known: Record<string, Cell> = {
    card: name,
    model: card.device.model,
    cpu: card.device.cpu.model,
    bits: card.device.os.bits,
    leftOut: reason,
  };
  return COLUMNS.map(([column]) => known[column]);
}

function formatCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  // OWASP's list of characters that begin a formula (CSV injection).
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
