import { sha256 } from './sha256.js';

/** A search as these tests state it. */
export interface Problem {
  /** 76 bytes or more. */
  readonly header: Uint8Array;
  readonly target: bigint;
  /** Both ends inclusive. */
  readonly start: number;
  readonly end: number;
  /** Version bits that are rolled; none if left out. */
  readonly versionMask?: number;
  /** By their numbers, both ends inclusive; all of the mask's if left out. */
  readonly versionRange?: { readonly start: number; readonly end: number };
}

/** One header of a search. */
export interface Place {
  readonly nonce: number;
  /** Signed. */
  readonly version: number;
}

/** The number that a header's hash is compared as. */
export function hashOf(header: Uint8Array, nonce: number, version?: number): bigint {
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  bytes.set(header.subarray(0, 76));
  if (version !== undefined) view.setInt32(0, version, true);
  view.setUint32(76, nonce, true);
  const digits = Array.from(sha256(sha256(bytes)), (byte) => byte.toString(16).padStart(2, '0'));
  return BigInt(`0x${digits.reverse().join('')}`);
}

/** Every solving nonce, ascending, by plain trial: what any search has to find. */
export function scan({ header, target, start, end }: Problem): number[] {
  const found: number[] = [];
  for (let nonce = start; nonce <= end; nonce++) if (hashOf(header, nonce) <= target) found.push(nonce);
  return found;
}

/** The version with a number: written as bits, the mask's ones are filled from the right with the number's bits. */
export function versionOf(header: Uint8Array, mask: number, number: number): number {
  const bits = (value: number) => value.toString(2).padStart(32, '0').split('');
  const rolled = bits(new DataView(header.buffer, header.byteOffset).getUint32(0, true));
  const given = bits(number);
  for (const [place, bit] of [...bits(mask).entries()].reverse()) {
    if (bit === '1') rolled[place] = given.pop()!;
  }
  return Number.parseInt(rolled.join(''), 2) | 0;
}

/** Every header of a search that rolls versions, in its order: by sixteen versions, then nonce, then version. */
export function* places(problem: Problem): Generator<Place> {
  const { header, start, end, versionMask = 0 } = problem;
  const bits = versionMask.toString(2).replaceAll('0', '').length;
  const { versionRange = { start: 0, end: 2 ** bits - 1 } } = problem;
  const numbers = Array.from(
    { length: versionRange.end - versionRange.start + 1 },
    (_, i) => versionRange.start + i,
  );
  for (const group of new Set(numbers.map((number) => Math.floor(number / 16)))) {
    const versions = numbers
      .filter((number) => Math.floor(number / 16) === group)
      .map((number) => versionOf(header, versionMask, number));
    for (let nonce = start; nonce <= end; nonce++) for (const version of versions) yield { nonce, version };
  }
}

/** Every solving place, in the order of the search, by plain trial. */
export function scanPlaces(problem: Problem): Place[] {
  const { header, target } = problem;
  return [...places(problem)].filter(({ nonce, version }) => hashOf(header, nonce, version) <= target);
}

export const ascending = (nonces: Iterable<number>): number[] => [...nonces].sort((a, b) => a - b);
