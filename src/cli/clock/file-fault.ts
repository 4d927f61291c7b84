import { ChainLockedError } from '../../clockchain/chain/chain-lock.js';
import { DeviceKeyError } from '../../clockchain/device/device-key.js';
import { ProofError } from '../../clockchain/readings/proof-error.js';
import { RecordFileError } from '../../clockchain/records/record-file-error.js';
import { FlagError } from '../flags.js';
import { lowerCase } from './lower-case.js';

/** Says of which flag a file is that can't be used, or does not hold. Any other error is given back as it is. */
export function toFileFault(error: unknown): unknown {
  const isOfRounds = error instanceof RecordFileError && error.fault === 'rounds';
  const flag = error instanceof DeviceKeyError ? '--key' : isOfRounds ? '--session' : '--dir';
  if (
    error instanceof DeviceKeyError ||
    error instanceof RecordFileError ||
    error instanceof ProofError ||
    error instanceof ChainLockedError
  ) {
    const isJournal = error instanceof RecordFileError && error.fault === 'journal';
    const remedy = isJournal ? ' (--journal-lost goes on without them)' : '';
    return new FlagError(flag, lowerCase(error.message) + remedy, error.code, { cause: error });
  }
  return error;
}
