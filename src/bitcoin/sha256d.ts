import { sha256 } from '@noble/hashes/sha2.js';
import { checkBytes } from './check.js';

/**
 * SHA-256 (FIPS 180-4) applied twice: the hash of Bitcoin's headers, transactions and merkle nodes.
 *
 * It is @noble/hashes, which shares no code with the WASM kernels: whatever they report is checked with this one.
 * @returns 32 bytes in internal order; `hashToHex` turns them into the hash as it is printed
 * @throws InputError (`ERR_INVALID_OPTION`) if `data` is no Uint8Array
 */
export function sha256d(data: Uint8Array): Uint8Array {
  return sha256(sha256(checkBytes(data, undefined, 'data')));
}
