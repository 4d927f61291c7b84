import { type ErrorCode, MineWasmError } from '../errors.js';

export type RemoteErrorCode = Extract<ErrorCode, `ERR_REMOTE_${string}`>;

/** Why there is no card of a host, or not a whole one. Messages are one line and don't name the host. */
export class RemoteError extends MineWasmError {
  override readonly name = 'RemoteError';
  declare readonly code: RemoteErrorCode;

  constructor(code: RemoteErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
