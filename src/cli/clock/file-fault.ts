import { ChainLockedError } from '../../clockchain/chain/chain-lock.js';
import { DeviceKeyError } from '../../clockchain/device/device-key.js';
import { RecordFileError } from '../../clockchain/records/record-file-error.js';
import { FlagError } from '../flags.js';

/** Says of which flag a file is that can't be used. Any other error is given back as it is. */
export function toFileFault(error: unknown): unknown {
  const isOfRounds = error instanceof RecordFileError && error.fault === 'rounds';
  const flag = error instanceof DeviceKeyError ? '--key' : isOfRounds ? '--session' : '--dir';
  if (
    error instanceof DeviceKeyError ||
    error instanceof RecordFileError ||
    error instanceof ChainLockedError
  ) {
    const message = error.message.replace(/^Expected/, 'expected');
    return new FlagError(flag, message, error.code, { cause: error });
  }
  return error;
}
