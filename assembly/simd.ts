import { search } from './search/scan';
import { nonceStepOf } from './sha256d/batch';
import { hashBatch } from './sha256d/one-version';

export { CANDIDATES, HEADER, TARGET } from './interface';
export { candidateCount } from './search/candidates';
export { prepare } from './search/prepare';

/** Nonces hashed together. */
export function nonceStep(): u32 {
  return nonceStepOf<v128>();
}

export function scan(nonce: u32, count: u32): u32 {
  return search<v128>(nonce, count, (first: u32): void => hashBatch<v128>(first));
}
