const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** A hash rate with three significant digits: `14.3 MH/s`. */
export function formatRate(hashesPerSecond: number): string {
  return `${formatScaled(hashesPerSecond)}H/s`;
}

/** A number of hashes: `33.6 MH`. */
export function formatHashes(hashes: number): string {
  return hashes < 1000 ? `${hashes} H` : `${formatScaled(hashes)}H`;
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

function toThreeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

/** `1 error`, `2 errors`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['y', 31_557_600],
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** A time in its two largest units: `2 h 10 m`; a short one in one: `32 ms`, `4.2 s`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'never';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const [name, size] = UNITS[at]!;
  const count = Math.floor(whole / size);
  if (name === 'y') return count >= 1e6 ? `${count.toExponential(1)} y` : `${count} y`;
  const next = UNITS[at + 1];
  if (next === undefined) return `${count} ${name}`;
  return `${count} ${name} ${Math.floor((whole % size) / next[1])} ${next[0]}`;
}

/** A share of 1 in per cent: `34.2 %`; small ones keep their first digits: `0.00012 %`. Only all of it is `100.0 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent >= 99.95 && share < 1) return '99.9 %';
  if (percent === 0 || percent >= 0.1) return `${percent.toFixed(1)} %`;
  return percent >= 1e-6
    ? `${percent.toFixed(1 - Math.floor(Math.log10(percent)))} %`
    : `${percent.toExponential(1)} %`;
}
