import { randomInt } from 'node:crypto';
import { HASH_SIZE } from '../../bitcoin/bytes.js';

/** What is kept of each verified tick. */
export interface KnownTick {
  /** The device's public key in hex. */
  readonly device: string;
  readonly tau: number;
  readonly lamport: number;
  /** 0: of none. */
  readonly round: number;
}

/** Entries of a chunk: chunks are never copied, so that a table of a million ticks grows without a second one beside it. */
const CHUNK = 4096;
/** Of an entry, u32 each: place of its device, τ, L, round. */
const NUMBERS = 4;
const FEWEST_SLOTS = 1024;

interface Chunk {
  /** 32 bytes each, internal order. */
  readonly hashes: Uint8Array;
  readonly numbers: Uint32Array;
}

/**
 * The verified ticks of a session by their hashes: any of them can be cited. 56 to 64 bytes a tick, where a Map of hex strings takes 200.
 *
 * A table with open addressing: a slot holds the number of an entry, from 1. Which slot a hash begins to look at depends on an odd
 * number that each table draws (multiply-shift hashing: Dietzfelbinger et al. 1997), so that nobody can mine ticks that all meet in one.
 */
export class KnownTicks {
  readonly #factor = randomInt(2 ** 31) * 2 + 1;
  readonly #devices: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #chunks: Chunk[] = [];
  #size = 0;
  #slots = new Uint32Array(FEWEST_SLOTS);
  #shift = 32 - Math.log2(FEWEST_SLOTS);

  get size(): number {
    return this.#size;
  }

  /** @param hash 32 bytes, internal order */
  find(hash: Uint8Array): KnownTick | undefined {
    const entry = this.#slots[this.#slotOf(hash)]! - 1;
    if (entry < 0) return undefined;
    const { numbers } = this.#chunks[Math.floor(entry / CHUNK)]!;
    const start = (entry % CHUNK) * NUMBERS;
    const [place, tau, lamport, round] = numbers.subarray(start, start + NUMBERS) as unknown as number[];
    return { device: this.#devices[place!]!, tau: tau!, lamport: lamport!, round: round! };
  }

  /** @param hash 32 bytes, internal order, of a tick that is not known yet */
  add(hash: Uint8Array, { device, tau, lamport, round }: KnownTick): void {
    // Two of three slots taken, and a search looks at two of them on average.
    if (this.#size >= (this.#slots.length / 3) * 2) this.#grow();
    const slot = this.#slotOf(hash);
    const index = this.#size % CHUNK;
    if (index === 0) {
      this.#chunks.push({
        hashes: new Uint8Array(CHUNK * HASH_SIZE),
        numbers: new Uint32Array(CHUNK * NUMBERS),
      });
    }
    const { hashes, numbers } = this.#chunks.at(-1)!;
    hashes.set(hash, index * HASH_SIZE);
    numbers.set([this.#placeOf(device), tau, lamport, round], index * NUMBERS);
    this.#slots[slot] = ++this.#size;
  }

  /** The slot that holds the hash, or the free one where it would be. */
  #slotOf(hash: Uint8Array): number {
    const word = hash[0]! | (hash[1]! << 8) | (hash[2]! << 16) | (hash[3]! << 24);
    let slot = Math.imul(word, this.#factor) >>> this.#shift;
    for (;;) {
      const entry = this.#slots[slot]! - 1;
      if (entry < 0 || this.#holds(entry, hash)) return slot;
      slot = (slot + 1) % this.#slots.length;
    }
  }

  #holds(entry: number, hash: Uint8Array): boolean {
    const { hashes } = this.#chunks[Math.floor(entry / CHUNK)]!;
    const start = (entry % CHUNK) * HASH_SIZE;
    for (let i = 0; i < HASH_SIZE; i++) if (hashes[start + i] !== hash[i]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    this.#shift--;
    for (let entry = 0; entry < this.#size; entry++) {
      const { hashes } = this.#chunks[Math.floor(entry / CHUNK)]!;
      const start = (entry % CHUNK) * HASH_SIZE;
      this.#slots[this.#slotOf(hashes.subarray(start, start + HASH_SIZE))] = entry + 1;
    }
  }

  #placeOf(device: string): number {
    let place = this.#places.get(device);
    if (place === undefined) {
      place = this.#devices.push(device) - 1;
      this.#places.set(device, place);
    }
    return place;
  }
}
