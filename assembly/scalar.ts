import { search } from './search/scan';
import { ITEMS } from './sha256d/batch';

export { CANDIDATES, HEADER, TARGET } from './interface';
export { candidateCount } from './search/candidates';
export { prepare } from './search/prepare';

/** Nonces hashed together. */
export const STEP: u32 = ITEMS;

export function scan(nonce: u32, count: u32): u32 {
  return search<u32>(nonce, count);
}
