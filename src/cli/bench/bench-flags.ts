import { MOST_THREADS } from '../../engine/options.js';
import { type BenchmarkOptions, LONGEST_RUN } from '../../hashrate/benchmark/benchmark-options.js';
import { FlagError, parseCelsius, parseInteger, parsePositive } from '../flags.js';
import type { OutputFlags } from '../output.js';

/** The bench command's flags as they were typed. */
export interface BenchFlags extends OutputFlags {
  readonly quick?: boolean;
  readonly sustain?: string;
  readonly maxTemp?: string;
  readonly threads?: string;
  readonly cooling?: string;
  readonly watts?: string;
  readonly output?: string;
  readonly attached?: boolean;
}

/** The same flags as help shows them. */
export const BENCH_OPTIONS: readonly (readonly [flag: string, description: string])[] = [
  ['--quick', 'in under 15 s: shorter, one and all threads only'],
  [
    '--sustain <time>',
    'then search on all threads for so long, as 90s, 5m or 1h, reading the sensors once a second',
  ],
  ['--max-temp <°C>', 'pause above this temperature, go on 5 °C below it (default: never)'],
  ['--threads <n>', 'go up to so many threads (default: all that this process may use)'],
  ['--cooling <text>', 'how the device is cooled, for its card'],
  ['--watts <n>', 'what the device draws under full load, if you have measured it, for its card'],
  ['-o, --output <file>', "where to write the device's card (default: here, named by the model)"],
];

/** Which flag sets which option of the library. */
export const BENCH_FLAG_OF_OPTION: Readonly<Record<string, string>> = {
  sustainSeconds: '--sustain',
  maxCelsius: '--max-temp',
  threads: '--threads',
  cooling: '--cooling',
  watts: '--watts',
};

/** @throws FlagError naming the flag, what was expected and what came */
export function parseBenchFlags(flags: BenchFlags): BenchmarkOptions {
  const { quick, sustain, maxTemp, threads, cooling, watts } = flags;
  if (flags.output === '') throw new FlagError('--output', 'expected the path of a file, got ""');
  return {
    isQuick: quick ?? false,
    sustainSeconds: sustain === undefined ? undefined : parseDuration('--sustain', sustain, LONGEST_RUN),
    maxCelsius: maxTemp === undefined ? undefined : parseCelsius('--max-temp', maxTemp),
    threads: threads === undefined ? undefined : parseInteger('--threads', threads, 1, MOST_THREADS),
    watts: watts === undefined ? undefined : parsePositive('--watts', watts, 100_000),
    cooling,
  };
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A time such as `90s`, `5m` or `1.5h`, in seconds; a bare number is seconds too. */
export function parseDuration(flag: string, text: string, most: number, least = 1): number {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)([smhd])?$/.exec(text) ?? [];
  const seconds = number === '' ? Number.NaN : Number(number) * UNITS[unit]!;
  if (!(seconds >= least && seconds <= most)) {
    const expected = `a time from ${least}s to ${most / UNITS.d!}d, as 90s, 5m or 1h`;
    throw new FlagError(flag, `expected ${expected}, got ${JSON.stringify(text)}`);
  }
  return seconds;
}
