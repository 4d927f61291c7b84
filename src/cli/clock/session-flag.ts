import { LONGEST_SESSION } from '../../clockchain/chain/chain-format.js';
import { FlagError } from '../flags.js';

/** A session's name, which is also that of a folder. @throws FlagError */
export function parseSession(text: string): string {
  // No leading dot, and nothing that a file system or a shell reads.
  if (/^[A-Za-z0-9][\w.-]*$/.test(text) && text.length <= LONGEST_SESSION) return text;
  const expected = `a name of letters, digits, '.', '_' and '-', ${LONGEST_SESSION} at most`;
  throw new FlagError('--session', `expected ${expected}, got ${JSON.stringify(text)}`);
}
