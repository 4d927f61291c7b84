/**
 * Checked reading of a getblocktemplate answer: JSON that another program wrote. Whatever is not as it should be throws
 * an InputError (`ERR_INVALID_TEMPLATE`) that names the field.
 */
import { hexToBytes, hexToHash } from '../../bitcoin/bytes.js';
import { checkInteger } from '../../bitcoin/check.js';
import { InputError } from '../../errors.js';

const CODE = 'ERR_INVALID_TEMPLATE';

/** Returns the value in its checked form. */
export type Check<T> = (value: unknown, field: string) => T;

/** The fields of a JSON object. `null` counts as missing. */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #name: string;

  /** @param name what errors call the object */
  constructor(value: unknown, name: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw fault(name, 'an object', value);
    this.#object = value as Record<string, unknown>;
    this.#name = name;
  }

  has(field: string): boolean {
    return (this.#object[field] ?? undefined) !== undefined;
  }

  required<T>(field: string, check: Check<T>): T {
    return check(this.#object[field], `${this.#name}.${field}`);
  }

  optional<T>(field: string, check: Check<T>): T | undefined {
    return this.has(field) ? this.required(field, check) : undefined;
  }

  /** Every field of the object, by name. */
  all<T>(check: Check<T>): [name: string, value: T][] {
    return Object.keys(this.#object).map((field) => [field, this.required(field, check)]);
  }
}

/** The error for a field of a template. */
export function fault(field: string, expected: string, got: unknown, options?: ErrorOptions): InputError {
  return new InputError(CODE, field, expected, got, options);
}

export function integer(min: number, max: number): Check<number> {
  return (value, field) => checkInteger(value, min, max, field, CODE);
}

export const text: Check<string> = (value, field) => {
  if (typeof value !== 'string') throw fault(field, 'a string', value);
  return value;
};

/** Hex, as the bytes that it spells. */
export const bytes: Check<Uint8Array> = (value, field) => hexToBytes(value as string, field, CODE);

/** 64 hex digits in display order, made lower-case. */
export const hash: Check<string> = (value, field) => {
  hexToHash(value as string, field, CODE);
  return (value as string).toLowerCase();
};

export const object: Check<Fields> = (value, field) => new Fields(value, field);

/** An array with one check for all entries; the result is frozen. */
export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, field) => {
    if (!Array.isArray(value)) throw fault(field, 'an array', value);
    return Object.freeze(Array.from(value, (entry, i) => check(entry, `${field}[${i}]`)));
  };
}
