import { formatMegahashes, formatNumber, formatPercent, UNKNOWN } from '../../quantities.js';
import type { ComparedDevice } from './comparison.js';

/** A column of the comparison as people read it; every format shows some of these. */
export interface Column {
  readonly name: string;
  /** Without one the cells are words. */
  readonly unit?: string;
  readonly isNumber: boolean;
  readonly cell: (device: ComparedDevice) => string;
}

const number = (name: string, unit: string, cell: Column['cell']): Column => ({
  name,
  ...(unit !== '' && { unit }),
  isNumber: true,
  cell,
});
const words = (name: string, cell: Column['cell']): Column => ({ name, isNumber: false, cell });

/** All columns, in the order of reading. docs/benchmarking.md explains them under the same names. */
export const COLUMNS = {
  rank: number('#', '', ({ rank }) => `${rank}`),
  device: words('device', ({ label }) => label),
  cpu: words('CPU', ({ card }) => card.device.cpu.model),
  bits: words('bits', describeBits),
  kernel: words('kernel', ({ kernel }) => kernel),
  threads: number('threads', '', ({ threads }) => `${threads}`),
  rate: number('rate', 'MH/s', ({ hashRate }) => formatMegahashes(hashRate)),
  interval: number(
    'interval',
    'MH/s',
    ({ low, high }) => `${formatMegahashes(low)}–${formatMegahashes(high)}`,
  ),
  ratio: number('ratio', '', ({ ratio }) => formatNumber(ratio)),
  perCore: number('per core', 'MH/s', ({ perCore }) => formatMegahashes(perCore)),
  perGigahertz: number('per GHz', 'MH/s', ({ perGigahertz }) => formatMegahashes(perGigahertz)),
  perWatt: number('per watt', 'kH/J', ({ hashesPerJoule }) =>
    formatNumber(hashesPerJoule === undefined ? undefined : hashesPerJoule / 1000),
  ),
  scaling: number('scaling', '', ({ efficiency }) => formatPercent(efficiency)),
  sustained: number('sustained', 'MH/s', ({ sustained }) => formatMegahashes(sustained?.lastRate)),
  throttled: number('throttled', '', ({ sustained }) => formatPercent(sustained?.throttledShare)),
  marks: words('marks', ({ marks }) => [...new Set(marks.map(({ kind }) => kind))].join(', ')),
} as const satisfies Record<string, Column>;

export type ColumnName = keyof typeof COLUMNS;

/** Those in which there is anything to read. */
export function filledColumns(devices: readonly ComparedDevice[]): ColumnName[] {
  return (Object.keys(COLUMNS) as ColumnName[]).filter((name) =>
    devices.some((device) => ![UNKNOWN, ''].includes(COLUMNS[name].cell(device))),
  );
}

/** `per core (MH/s)`. */
export function headOf({ name, unit }: Column): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

/** `32/64` for a 32-bit process on a 64-bit kernel. */
function describeBits({ card }: ComparedDevice): string {
  const { bits, kernelBits = bits } = card.device.os;
  return bits === kernelBits ? `${bits}` : `${bits}/${kernelBits}`;
}

/** What the marks mean: a sentence for each reason, with all devices that it is true of. */
export function explainMarks(devices: readonly ComparedDevice[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { label, marks } of devices) {
    for (const { kind, reason } of marks) {
      const sentence = `marked ${kind}: ${reason}`;
      reasons.set(sentence, [...(reasons.get(sentence) ?? []), label]);
    }
  }
  return [...reasons].map(
    ([sentence, labels]) => `${labels.join(', ')} ${labels.length === 1 ? 'is' : 'are'} ${sentence}`,
  );
}
