import { InputError } from '../errors.js';
import { NodeError } from '../node/rpc/node-error.js';
import { JournalError } from '../node/solo/block-journal.js';
import { FlagError, toFlagError } from './flags.js';
import { passwordOf, SOLO_FLAG_OF_OPTION, type SoloFlags } from './solo-flags.js';

/** Says of what the user has to mend by which flag it can be mended; anything else stays as it is. */
export function toSoloFault(error: unknown, flags: SoloFlags): unknown {
  if (error instanceof InputError) {
    const names = { ...SOLO_FLAG_OF_OPTION, ...(flags.script !== undefined && { payout: '--script' }) };
    return toFlagError(error, names);
  }
  if (error instanceof JournalError) return flagError('--journal', error);
  if (error instanceof NodeError && !error.temporary) return flagError(flagOf(error, flags), error);
  return error;
}

/** What a node that will not do was given wrong. */
function flagOf({ code, httpStatus }: NodeError, flags: SoloFlags): string {
  // 403 is about the address of this machine, which no credentials mend.
  if (code !== 'ERR_NODE_AUTHENTICATION' || httpStatus === 403) return '--url';
  if (flags.cookie !== undefined) return '--cookie';
  return passwordOf(flags).source ?? '--user';
}

/** The library's sentences begin with a capital, the command's follow the flag. */
function flagError(flag: string, error: NodeError | JournalError): FlagError {
  return new FlagError(flag, error.message.replace(/^Expected/, 'expected'), error.code, { cause: error });
}
