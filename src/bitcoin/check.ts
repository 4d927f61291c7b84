import { isBytes } from '@noble/hashes/utils.js';
import { type ErrorCode, InputError } from '../errors.js';

/** 2^32 − 1: the last nonce, time or bits that a header's field can hold. */
export const MAX_U32 = 0xffffffff;

/** @returns `value`, known to be an integer from `min` to `max`; throws an {@link InputError} naming `option` if not. */
export function checkInteger(
  value: unknown,
  min: number,
  max: number,
  option: string,
  code: ErrorCode = 'ERR_INVALID_OPTION',
): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new InputError(code, option, `an integer from ${min} to ${max}`, value);
  }
  return value + 0; // −0 becomes 0
}

/** @returns `value`, known to be a Uint8Array (of `length` bytes, if given); throws an {@link InputError} if not. */
export function checkBytes(
  value: unknown,
  length: number | undefined,
  option: string,
  code: ErrorCode = 'ERR_INVALID_OPTION',
): Uint8Array {
  // isBytes also knows the Uint8Array of another realm (an iframe, node:vm), which instanceof does not.
  if (!isBytes(value) || (length !== undefined && value.length !== length)) {
    throw new InputError(
      code,
      option,
      `a Uint8Array${length === undefined ? '' : ` of ${length} bytes`}`,
      value,
    );
  }
  return value;
}
