import { HASH_SIZE } from '../../bitcoin/bytes.js';
import { HEADER_SIZE } from '../../bitcoin/header-fields.js';
import type { Citation, Tick, TickContent } from './tick.js';
import { decodeTick, encodeTick } from './tick-codec.js';
import {
  CITATION_SIZE,
  CITATIONS,
  countCitations,
  DEVICE,
  PAYLOAD,
  ROUND,
  ROUND_ROOT,
} from './tick-layout.js';
import { KEY_SIZE, SIGNATURE_SIZE } from './tick-sizes.js';

const PREV = 4;
const ROOT = PREV + HASH_SIZE;
const BITS = ROOT + HASH_SIZE + 4;

/**
 * A tick as its record has it. Each part is read when it is asked for: of a million ticks, nobody needs more than a few whole, and to
 * decode one takes ten times as long as to follow it. The parts are views into the record, hashes are in internal order.
 */
export class TickRecord implements TickContent {
  readonly bytes: Uint8Array;
  readonly citations: readonly Citation[];
  readonly #view: DataView;
  #tick: Tick | undefined;

  /**
   * @param bytes exactly one record, which is not to be changed any more. Only its length is looked at
   * @throws TickError (`length`) for any other number of bytes than its citations call for
   */
  constructor(bytes: Uint8Array) {
    const count = countCitations(bytes);
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.citations = Array.from({ length: count }, (_, i): Citation => {
      const start = CITATIONS + i * CITATION_SIZE;
      return { device: this.#part(start, KEY_SIZE), head: this.#part(start + KEY_SIZE, HASH_SIZE) };
    });
  }

  /** @throws TickError (`length`) when a part of the tick has another length than a record has room for */
  static of(tick: Tick): TickRecord {
    const record = new TickRecord(encodeTick(tick));
    record.#tick = tick;
    return record;
  }

  /** 80 bytes. */
  get header(): Uint8Array {
    return this.#part(0, HEADER_SIZE);
  }

  /** The header's version: signed, 32 bits. */
  get version(): number {
    return this.#view.getInt32(0, true);
  }

  /** The hash of the tick that it says to follow. */
  get prev(): Uint8Array {
    return this.#part(PREV, HASH_SIZE);
  }

  /** The merkle root that the header has. */
  get root(): Uint8Array {
    return this.#part(ROOT, HASH_SIZE);
  }

  /** The header's compact target: unsigned, 32 bits. */
  get bits(): number {
    return this.#view.getUint32(BITS, true);
  }

  get device(): Uint8Array {
    return this.#part(DEVICE, KEY_SIZE);
  }

  get payload(): Uint8Array {
    return this.#part(PAYLOAD, HASH_SIZE);
  }

  get roundRoot(): Uint8Array {
    return this.#part(ROUND_ROOT, HASH_SIZE);
  }

  get round(): number {
    return this.#view.getUint32(ROUND, true);
  }

  get signature(): Uint8Array {
    return this.#part(this.bytes.length - SIGNATURE_SIZE, SIGNATURE_SIZE);
  }

  /** The whole tick, which shares no memory with the record; decoded once. */
  get tick(): Tick {
    this.#tick ??= decodeTick(this.bytes);
    return this.#tick;
  }

  #part(start: number, size: number): Uint8Array {
    return this.bytes.subarray(start, start + size);
  }
}
