import { MineWasmError } from '../../errors.js';

/** A line that is no reading, or a transfer that its sender did not sign. */
export class ReadingError extends MineWasmError {
  override readonly name = 'ReadingError';

  /** @param message without its beginning: "Expected the reading …" */
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_INVALID_READING', `Expected the reading ${message}`, options);
  }
}
