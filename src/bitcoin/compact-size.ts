import { checkInteger, MAX_U32 } from './check.js';

/**
 * A length as transactions and blocks write it (Bitcoin Core's CompactSize): 1 byte below 253, else 0xfd and 2 bytes,
 * or 0xfe and 4; the number itself is little-endian.
 * @param value 0 … 2^32 − 1: longer things do not fit into a block
 */
export function compactSize(value: number): Uint8Array {
  checkInteger(value, 0, MAX_U32, 'value');
  if (value < 0xfd) return Uint8Array.of(value);
  const bytes = new Uint8Array(value <= 0xffff ? 3 : 5);
  const view = new DataView(bytes.buffer);
  if (value <= 0xffff) {
    view.setUint8(0, 0xfd);
    view.setUint16(1, value, true);
  } else {
    view.setUint8(0, 0xfe);
    view.setUint32(1, value, true);
  }
  return bytes;
}
