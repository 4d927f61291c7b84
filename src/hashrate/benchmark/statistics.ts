/** Order statistics: they ask nothing of the distribution, and timings on a shared machine have none that is known. */

/** Fewer values have no 95 % interval of their median. */
export const FEWEST = 6;

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Between two values it goes along the straight line between them.
 * @param share 0 for the least, 1 for the greatest
 */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('Expected at least one value, got none');
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  const above = sorted[Math.ceil(at)]!;
  return below + (above - below) * (at - Math.floor(at));
}

/** How far an interval reaches to its wider side, as a share of the median. */
export function relativeWidth(median: number, { low, high }: Pick<MedianInterval, 'low' | 'high'>): number {
  return Math.max(high - median, median - low) / median;
}

/** An interval of a median, and the chance that it holds it. */
export interface MedianInterval {
  readonly low: number;
  readonly high: number;
  readonly coverage: number;
}

/**
 * The narrowest pair of order statistics that holds the median of what was sampled with at least this confidence: each
 * value lies below that median with chance 1/2, so how many do is binomial. Fewer than 6 values can't reach 95 %; then
 * it is the range, and `coverage` says what that is worth.
 */
export function medianInterval(values: readonly number[], confidence = 0.95): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  let cut = 0;
  // By its logarithm: 0.5 ** 1075 is 0 already.
  let logChance = count * Math.log(0.5);
  let tail = Math.exp(logChance);
  while (cut + 1 < count / 2) {
    logChance += Math.log((count - cut) / (cut + 1));
    const chance = Math.exp(logChance);
    if (1 - 2 * (tail + chance) < confidence) break;
    tail += chance;
    cut++;
  }
  return {
    low: sorted[cut] ?? Number.NaN,
    high: sorted[count - 1 - cut] ?? Number.NaN,
    coverage: Math.max(0, 1 - 2 * tail),
  };
}
