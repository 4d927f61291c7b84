/** A hash as it is shown: what leads it, and the rest. Hashes are 64 hex digits, display order. */
export interface SplitHash {
  readonly zeros: string;
  readonly rest: string;
}

export function splitZeros(hash: string): SplitHash {
  const at = hash.search(/[^0]/);
  const count = at === -1 ? hash.length : at;
  return { zeros: hash.slice(0, count), rest: hash.slice(count) };
}

/** How many bits of a hash are zero before the first that is not: 0 … 256. */
export function leadingZeroBits(hash: string): number {
  const { zeros, rest } = splitZeros(hash);
  if (rest === '') return 4 * zeros.length;
  // Math.clz32 counts from bit 31 on; a hex digit has 4.
  return 4 * zeros.length + Math.clz32(Number.parseInt(rest[0]!, 16)) - 28;
}

/** Whether a hash is better than the best one so far: a smaller number. Of equal length, hex sorts as the numbers do. */
export function isBetter(hash: string, best: string | undefined): boolean {
  return best === undefined || hash < best;
}
