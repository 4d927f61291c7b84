import { lanes } from './lanes';
import { QUADS } from './memory';
import { scanWith } from './search/scan';

export { CANDIDATES, HEADER, TARGET } from './memory';
export { candidateCount } from './search/candidates';
export { prepare } from './search/prepare';

export const STEP: u32 = 4 * 32;

export function scan(nonce: u32, count: u32): u32 {
  return scanWith<v128>(nonce, count);
}
