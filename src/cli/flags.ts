import type { Header } from '../bitcoin/header.js';
import type { HeaderTemplate } from '../bitcoin/header-template.js';
import { Target } from '../bitcoin/target.js';
import { alternatives, InputError } from '../errors.js';
import { isTemperatureLimit, TEMPERATURE_LIMIT } from '../hashrate/sensors/temperature-limit.js';

/** A fault in the command line, told by the flag's own name. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
  readonly code: string;
  readonly flag: string;

  constructor(flag: string, message: string, code = 'ERR_INVALID_OPTION', options?: ErrorOptions) {
    super(message, options);
    this.flag = flag;
    this.code = code;
  }
}

/** Which flag sets which option of the library. */
const FLAG_OF_OPTION: Readonly<Record<string, string>> = {
  header: '--header',
  target: '--target',
  bits: '--bits',
  difficulty: '--difficulty',
  threads: '--threads',
  kernel: '--kernel',
  throttle: '--throttle',
  timeout: '--timeout',
  order: '--order',
  nonceRange: '--nonce-start',
  'nonceRange.start': '--nonce-start',
  'nonceRange.end': '--nonce-end',
  versionMask: '--version-mask',
};

/** Says what the library found wrong in the words of the command line. */
export function toFlagError(error: InputError, names: Readonly<Record<string, string>> = {}): FlagError {
  const flags = { ...FLAG_OF_OPTION, ...names };
  const isResume = error.option === 'resume' || error.option.startsWith('resume.');
  const flag = isResume ? '--resume' : (flags[error.option] ?? error.option);
  const what =
    isResume && error.option !== 'resume' ? ` \`${error.option.slice('resume.'.length)}\` to be` : '';
  return new FlagError(flag, `expected${what} ${error.expected}, got ${error.got}`, error.code, {
    cause: error,
  });
}

/** Runs what parses an argument that has another name here than its flag has elsewhere, such as verify's `<header>`. */
export function withNames<T>(names: Readonly<Record<string, string>>, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof InputError ? toFlagError(error, names) : error;
  }
}

/** An integer in decimal or 0x… hexadecimal. */
export function parseInteger(flag: string, text: string, min: number, max: number): number {
  const value = /^(\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new FlagError(
      flag,
      `expected an integer from ${min} to ${max}, decimal or 0x…, got ${JSON.stringify(text)}`,
    );
  }
  return value;
}

/** Up to 32 bits in hex, with or without 0x. */
export function parseBitMask(flag: string, text: string): number {
  if (!/^(0x)?[\da-f]{1,8}$/i.test(text)) {
    throw new FlagError(flag, `expected up to 8 hex digits, as 1fffe000, got ${JSON.stringify(text)}`);
  }
  return Number.parseInt(text.replace(/^0x/i, ''), 16);
}

/** A decimal number above 0. */
export function parsePositive(flag: string, text: string, max = Number.MAX_VALUE): number {
  const value = decimal(text);
  if (!(value > 0 && value <= max)) {
    const range = max === Number.MAX_VALUE ? 'above 0' : `above 0 and up to ${max}`;
    throw new FlagError(flag, `expected a number ${range}, got ${JSON.stringify(text)}`);
  }
  return value;
}

/** A temperature in °C, for `--max-temp`. */
export function parseCelsius(flag: string, text: string): number {
  const value = decimal(text);
  if (!isTemperatureLimit(value)) {
    throw new FlagError(flag, `expected ${TEMPERATURE_LIMIT}, got ${JSON.stringify(text)}`);
  }
  return value;
}

/** @returns NaN for what is no decimal number without a sign */
function decimal(text: string): number {
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** One of a few words. */
export function parseChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((word) => word === text);
  if (choice === undefined) {
    throw new FlagError(flag, `expected ${alternatives(choices)}, got ${JSON.stringify(text)}`);
  }
  return choice;
}

/** The flags that name a target. */
export interface TargetFlags {
  readonly target?: string;
  readonly bits?: string;
  readonly difficulty?: string;
}

/** The target that the flags name; undefined when none does, and the header's own bits count. */
export function parseTarget(flags: TargetFlags): Target | undefined {
  const given = (['target', 'bits', 'difficulty'] as const).filter((name) => flags[name] !== undefined);
  if (given.length > 1) {
    throw new FlagError(
      `--${given[1]}`,
      `expected only one of --target, --bits and --difficulty, got --${given.join(' and --')}`,
    );
  }
  if (flags.target !== undefined) return Target.fromHex(flags.target);
  if (flags.bits !== undefined) return Target.fromBits(flags.bits);
  if (flags.difficulty !== undefined) return Target.fromDifficulty(flags.difficulty);
  return undefined;
}

/**
 * The target that the header's own bits demand.
 * @param name what the command line calls the header
 */
export function ownTarget(header: Header | HeaderTemplate, name: string): Target {
  try {
    return header.target();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const message = `expected bits in the header that are ${error.expected}, got ${error.got}; give --target, --bits or --difficulty`;
    throw new FlagError(name, message, error.code, { cause: error });
  }
}

/** What to tell about a target that was written with fewer than 64 digits. */
export function describePadding(target: string): string | undefined {
  const digits = target.replace(/^0x/i, '').length;
  return digits < 64 ? `--target has ${digits} digits; padded on the left to 64` : undefined;
}
