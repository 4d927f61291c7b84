import { LONGEST_SESSION } from '../../clockchain/chain/chain-format.js';
import { FlagError } from '../flags.js';

/** Beside the sessions of `clock run` are its devices. */
const DEVICES = 'devices';

/** A session's name, which is also that of a folder. @throws FlagError */
export function parseSession(text: string): string {
  // No leading dot, and nothing that a file system or a shell reads.
  // Some file systems take capitals for the same.
  const isFree = text.toLowerCase() !== DEVICES;
  if (isFree && /^[A-Za-z0-9][\w.-]*$/.test(text) && text.length <= LONGEST_SESSION) return text;
  const expected = `a name of letters, digits, '.', '_' and '-', ${LONGEST_SESSION} at most, and not ${DEVICES}`;
  throw new FlagError('--session', `expected ${expected}, got ${JSON.stringify(text)}`);
}
