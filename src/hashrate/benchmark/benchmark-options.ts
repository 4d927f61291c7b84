import { MOST_THREADS } from '../../engine/options.js';
import { InputError } from '../../errors.js';
import { PLAIN_TEXT } from '../../plain-text.js';
import { isTemperatureLimit, TEMPERATURE_LIMIT } from '../sensors/temperature-limit.js';
import type { BenchmarkEvent } from './benchmark-events.js';

/** The longest long run: a week. */
export const LONGEST_RUN = 604_800;

export interface BenchmarkOptions {
  /** Shorter: under 15 s on most devices, with wider intervals, and one and all threads only. Default false. */
  readonly isQuick?: boolean | undefined;
  /** Seconds of a long run on all threads, after everything else; up to a week. Default: none. */
  readonly sustainSeconds?: number | undefined;
  /** Threads to go up to, 1 … 256. Default: as many as this process may keep busy. */
  readonly threads?: number | undefined;
  /** °C above which it pauses, 20 … 125; it goes on when the processor has cooled down by 5 °C. */
  readonly maxCelsius?: number | undefined;
  /** How the device is cooled, for the card. */
  readonly cooling?: string | undefined;
  /** What the device draws under full load, as its owner measured it, for the card. */
  readonly watts?: number | undefined;
  /** Ends the benchmark early; the card then has what was measured by then. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: BenchmarkEvent) => void) | undefined;
}

/** @throws InputError naming the option at fault */
export function checkBenchmarkOptions(options: BenchmarkOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new InputError('ERR_INVALID_OPTION', 'options', 'an object', options);
  }
  const { isQuick, sustainSeconds, threads, maxCelsius, cooling, watts, signal, onEvent } = options;
  check('isQuick', isQuick, 'a boolean', (value) => typeof value === 'boolean');
  check(
    'sustainSeconds',
    sustainSeconds,
    `a number of seconds from 1 to ${LONGEST_RUN}`,
    between(1, LONGEST_RUN),
  );
  check(
    'threads',
    threads,
    `an integer from 1 to ${MOST_THREADS}`,
    (value) => Number.isInteger(value) && between(1, MOST_THREADS)(value),
  );
  check('maxCelsius', maxCelsius, TEMPERATURE_LIMIT, isTemperatureLimit);
  check(
    'watts',
    watts,
    'a number above 0 and up to 100000',
    (value) => value !== 0 && between(0, 100_000)(value),
  );
  check(
    'cooling',
    cooling,
    'a text of 1 to 300 characters, none of them a control or formatting character',
    (value) => typeof value === 'string' && value.length <= 300 && PLAIN_TEXT.test(value),
  );
  check('signal', signal, 'an AbortSignal', (value) => value instanceof AbortSignal);
  check('onEvent', onEvent, 'a function', (value) => typeof value === 'function');
}

function check(option: string, value: unknown, expected: string, isRight: (value: unknown) => boolean): void {
  if (value !== undefined && !isRight(value)) {
    throw new InputError('ERR_INVALID_OPTION', option, expected, value);
  }
}

function between(least: number, most: number): (value: unknown) => boolean {
  return (value) => typeof value === 'number' && value >= least && value <= most;
}
