import type { InputError } from '../errors.js';

/** Bitcoin Core's MAX_SIZE: it reads no length that is greater. */
const MAX_SIZE = 0x02000000;

/** Walks through serialised bytes, and never beyond their end. @internal */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #fault: (expected: string) => InputError;
  #position = 0;

  /** @param fault makes the error for bytes that are not what is expected */
  constructor(bytes: Uint8Array, fault: (expected: string) => InputError) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#fault = fault;
  }

  get position(): number {
    return this.#position;
  }

  /** How many bytes are left. */
  get rest(): number {
    return this.#bytes.length - this.#position;
  }

  /** Goes over so many bytes, and returns where they begin. */
  skip(count: number): number {
    const start = this.#position;
    if (count > this.rest) throw this.#fault(`whole (its end is ${count - this.rest} bytes short)`);
    this.#position = start + count;
    return start;
  }

  byte(): number {
    return this.#bytes[this.skip(1)]!;
  }

  /** A CompactSize, as compact-size.ts writes it. Core takes none but the shortest form either. */
  compactSize(): number {
    const first = this.byte();
    let value = first;
    let least = 0;
    if (first === 0xfd) [value, least] = [this.#view.getUint16(this.skip(2), true), 0xfd];
    if (first === 0xfe) [value, least] = [this.#view.getUint32(this.skip(4), true), 0x10000];
    if (first === 0xff) [value, least] = [Number(this.#view.getBigUint64(this.skip(8), true)), 2 ** 32];
    if (value < least) throw this.#fault(`written with the shortest lengths (${value} takes fewer bytes)`);
    if (value > MAX_SIZE) throw this.#fault(`written with lengths up to ${MAX_SIZE} (one is ${value})`);
    return value;
  }
}
