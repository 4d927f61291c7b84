import { MOST_ZEROS } from '../../clockchain/tick/difficulty.js';
import { FlagError } from '../flags.js';

/** Leading hex zeros, as `5,3`: of each device or chain in turn, or of all. @throws FlagError */
export function parseDifficulties(text: string): number[] {
  return text.split(',').map((part) => {
    if (/^\d{1,2}$/.test(part.trim()) && Number(part) <= MOST_ZEROS) return Number(part);
    const expected = `numbers of leading hex zeros from 0 to ${MOST_ZEROS}, as 5,3`;
    throw new FlagError('--difficulty', `expected ${expected}, got ${JSON.stringify(text)}`);
  });
}
