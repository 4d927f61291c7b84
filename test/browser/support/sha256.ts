import { createSHA256 } from 'hash-wasm';

const hasher = await createSHA256();

/** In a browser, where there is no node:crypto: takes the place of test/support/sha256.ts. */
export function sha256(data: Uint8Array): Uint8Array {
  return hasher.init().update(data).digest('binary');
}
