/** Numbers as people read them; what is no number is a dash. */

/** What stands where a value isn't known. */
export const UNKNOWN = '–';

/** Three significant digits: `0.512`, `4.02`, `113`; very large and very small ones as `1.2e+9`. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(1);
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  return value.toFixed(size >= 0.9995 ? 2 : 3);
}

/** A hash rate in MH/s, without its unit. */
export function formatMegahashes(hashesPerSecond: number | undefined): string {
  return formatNumber(hashesPerSecond === undefined ? undefined : hashesPerSecond / 1e6);
}

/** A share of 1 in per cent, without decimals: `97 %`. A share that isn't nothing never reads as nothing, nor one that isn't all as all. */
export function formatPercent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return UNKNOWN;
  if (share > 0 && share < 0.005) return '< 1 %';
  if (share < 1 && share >= 0.995) return '> 99 %';
  return `${(share * 100).toFixed(0)} %`;
}

const TIME_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A time in its two largest units: `42 s`, `1 h 5 min`. */
export function formatTime(seconds: number): string {
  const whole = Math.round(seconds);
  const at = TIME_UNITS.findIndex(([, size]) => whole >= size);
  if (at < 0) return '0 s';
  const [name, size] = TIME_UNITS[at]!;
  const next = TIME_UNITS[at + 1];
  const rest = next === undefined ? 0 : Math.floor((whole % size) / next[1]);
  return `${Math.floor(whole / size)} ${name}${rest === 0 ? '' : ` ${rest} ${next![0]}`}`;
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

/** `1 device`, `2 devices`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Keeps numbers and their units on one line. */
export function keepUnits(text: string): string {
  return text.replace(/(\d) (?=MH\/s|kH\/J|°C|%)/g, '$1\u00a0');
}
