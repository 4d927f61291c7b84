import { expect } from 'vitest';
import { type ErrorCode, InputError } from '../../src/errors.js';

/** Expects `run` to throw an InputError with this code and option, and exactly this message after its fixed beginning. */
export function expectInputError(run: () => unknown, code: ErrorCode, option: string, message: string): void {
  let thrown: unknown;
  try {
    run();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(InputError);
  const { code: thrownCode, option: thrownOption, message: thrownMessage } = thrown as InputError;
  expect({ code: thrownCode, option: thrownOption, message: thrownMessage }).toEqual({
    code,
    option,
    message: `Expected \`${option}\` to be ${message}`,
  });
}
