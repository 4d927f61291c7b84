const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['year', 31_557_600],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

const POWERS: readonly (readonly [name: string, size: number])[] = [
  ['trillion', 1e12],
  ['billion', 1e9],
  ['million', 1e6],
];

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A number in words that everybody reads: `429 million`, `8.59 billion`, `65,536`. Three significant digits from a million on. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return 'endlessly many';
  const power = POWERS.find(([, size]) => count >= 0.9995 * size);
  if (power === undefined) return Math.round(count).toLocaleString('en');
  const [name, size] = power;
  const scaled = count / size;
  return scaled >= 999.5 * 1000 ? formatPower(count) : `${threeDigits(scaled)} ${name}`;
}

/** A time in one unit: `4.2 seconds`, `18 minutes`, `1.2 billion years`. @param seconds at least 0 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'for ever';
  if (seconds < 0.0095) return 'a moment';
  if (seconds < 9.95) return `${seconds.toFixed(seconds < 0.95 ? 2 : 1)} seconds`;
  // Two of a unit at least: 90 minutes say more than 1 or 2 hours.
  const [name, size] = UNITS.find(([, length]) => seconds >= 1.95 * length) ?? UNITS.at(-1)!;
  return `${formatCount(seconds / size)} ${name}s`;
}

/** A chance: `63.2 %`; a small one as `1 in 8.33 million`. @param chance 0 … 1 */
export function formatChance(chance: number): string {
  if (chance === 0) return '0 %';
  // Only what is certain is 100 %.
  if (chance >= 0.001) return `${Math.min(100 * chance, chance < 1 ? 99.9 : 100).toFixed(1)} %`;
  return `1 in ${formatCount(1 / chance)}`;
}

/** A number and the words around it, to be set apart: `18` and `minutes`; what has no such words is all number. */
export function splitUnit(text: string): {
  readonly lead: string;
  readonly figure: string;
  readonly unit: string;
} {
  const parts = /^(1 in )?([\d.,]+(?:\xa0×\xa010[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)( \D+)?$/.exec(text);
  if (parts === null) return { lead: '', figure: text, unit: '' };
  const [, lead = '', figure = '', unit = ''] = parts;
  return { lead, figure, unit };
}

function threeDigits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 2 });
}

/** `1.2 × 10²⁴`, in one line, for what has no name that is known. */
function formatPower(count: number): string {
  const [digits, exponent] = count.toExponential(1).split('e+');
  return `${digits}\xa0×\xa010${[...exponent!].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}
