/** Quantities as people read them, in terminals, tables and sentences. */

/** What stands where a value isn't known. */
export const UNKNOWN = '–';

/** `1 device`, `2 devices`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Three significant digits: `0.512`, `4.02`, `113`; very large and very small ones as `1.2e+9`. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(1);
  if (size < 0.9995) return value.toFixed(3);
  return toThreeDigits(value);
}

/** With two decimals at most. */
function toThreeDigits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  return value.toFixed(size >= 9.995 ? 1 : 2);
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** A hash rate with three significant digits: `14.3 MH/s`. */
export function formatRate(hashesPerSecond: number): string {
  return `${formatScaled(hashesPerSecond)}H/s`;
}

/** A number of hashes: `33.6 MH`. */
export function formatHashes(hashes: number): string {
  return hashes < 1000 ? `${hashes} H` : `${formatScaled(hashes)}H`;
}

/** A hash rate in MH/s, without its unit: all of a column have the same. */
export function formatMegahashes(hashesPerSecond: number | undefined): string {
  return formatNumber(hashesPerSecond === undefined ? undefined : hashesPerSecond / 1e6);
}

function formatScaled(value: number): string {
  if (!Number.isFinite(value)) return 'n/a ';
  let scaled = value;
  let prefix = 0;
  if (value >= 999.5 * 1000 ** (PREFIXES.length - 1)) return `${value.toExponential(2)} `;
  // 999.5 would round to 1000.
  while (scaled >= 999.5) {
    scaled /= 1000;
    prefix++;
  }
  return `${toThreeDigits(scaled)} ${PREFIXES[prefix]}`;
}

/** Bytes in binary multiples: `32 KiB`, `3.7 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A share of 1 in per cent, without decimals: `97 %`. A share that isn't nothing never reads as nothing, nor one that isn't all as all. */
export function formatPercent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return UNKNOWN;
  if (share > 0 && share < 0.005) return '< 1 %';
  if (share < 1 && share >= 0.995) return '> 99 %';
  return `${(share * 100).toFixed(0)} %`;
}

/** A share of 1 in per cent, with decimals: `34.2 %`; small ones keep their first digits: `0.00012 %`. Only all of it is `100.0 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent >= 99.95 && share < 1) return '99.9 %';
  if (percent === 0 || percent >= 0.1) return `${percent.toFixed(1)} %`;
  return percent >= 1e-6
    ? `${percent.toFixed(1 - Math.floor(Math.log10(percent)))} %`
    : `${percent.toExponential(1)} %`;
}

const YEAR = 31_557_600;

/** A time that is told while it passes, always as long: `2 h 10 m`, `1 m 0 s`; a short one in one unit: `32 ms`, `4.2 s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'never';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const years = Math.floor(whole / YEAR);
  if (years > 0) return `${years >= 1e6 ? years.toExponential(1) : years} y`;
  return inTwoUnits(whole, 'm')
    .map((part) => part.join(' '))
    .join(' ');
}

/** A length of time in a sentence, or at an axis: `42 s`, `15 min`, `1 h 5 min`. */
export function formatTime(seconds: number): string {
  return inTwoUnits(Math.round(seconds), 'min')
    .filter(([count], at) => at === 0 || count > 0)
    .map((part) => part.join(' '))
    .join(' ');
}

/** Whole seconds in the largest unit that they fill, up to days, and the next smaller one, cut off. */
function inTwoUnits(seconds: number, minute: string): [count: number, unit: string][] {
  const units: [name: string, seconds: number][] = [
    ['d', 86_400],
    ['h', 3600],
    [minute, 60],
    ['s', 1],
  ];
  const at = units.findIndex(([, size]) => seconds >= size);
  if (at < 0) return [[0, 's']];
  const [name, size] = units[at]!;
  const [next] = units.slice(at + 1);
  const count = Math.floor(seconds / size);
  return next === undefined
    ? [[count, name]]
    : [
        [count, name],
        [Math.floor((seconds % size) / next[1]), next[0]],
      ];
}

/** Keeps numbers and their units on one line. */
export function keepUnits(text: string): string {
  return text.replace(/(\d) (?=MH\/s|kH\/J|°C|%)/g, '$1\u00a0');
}
