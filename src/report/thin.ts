export interface Point {
  readonly x: number;
  readonly y: number;
}

/** More than a page is wide in pixels: nobody sees the others. */
export const MOST_POINTS = 1000;

/**
 * Fewer points of the same picture: of each stretch of x the lowest and the highest, in their order, and the first and the last of all.
 * @param points in the order of x
 */
export function thin<P extends Point>(points: readonly P[], most = MOST_POINTS): P[] {
  if (points.length <= most) return [...points];
  const first = points[0]!;
  const last = points.at(-1)!;
  const buckets = Math.floor((most - 2) / 2);
  const kept = new Set<P>([first]);
  let start = 0;
  for (let bucket = 1; bucket <= buckets; bucket++) {
    // The last takes what rounding leaves.
    const end =
      bucket === buckets ? Number.POSITIVE_INFINITY : first.x + ((last.x - first.x) * bucket) / buckets;
    let low: P | undefined;
    let high: P | undefined;
    let at = start;
    for (; at < points.length && points[at]!.x < end; at++) {
      const point = points[at]!;
      if (low === undefined || point.y < low.y) low = point;
      if (high === undefined || point.y > high.y) high = point;
    }
    const pair = [low, high].filter((point) => point !== undefined);
    for (const point of pair.sort((a, b) => a.x - b.x)) kept.add(point);
    start = at;
  }
  return [...kept.add(last)];
}

/**
 * The mean point of each of so many stretches of x that have any.
 * @param points in the order of x
 */
export function meansOf(points: readonly Point[], stretches = 400): Point[] {
  const start = points[0]?.x ?? 0;
  const width = ((points.at(-1)?.x ?? 0) - start) / stretches || 1;
  const means: { at: number; count: number; x: number; y: number }[] = [];
  for (const { x, y } of points) {
    const at = Math.min(stretches - 1, Math.floor((x - start) / width));
    let mean = means.at(-1);
    if (mean?.at !== at) {
      mean = { at, count: 0, x: 0, y: 0 };
      means.push(mean);
    }
    mean.count++;
    mean.x += (x - mean.x) / mean.count;
    mean.y += (y - mean.y) / mean.count;
  }
  return means.map(({ x, y }) => ({ x, y }));
}

/** A stretch of x. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Joins stretches that touch, overlap, or are nearer to each other than `gap`.
 * @param spans in the order of `from`
 */
export function joinSpans(spans: readonly Span[], gap = 0): Span[] {
  const joined: Span[] = [];
  for (const { from, to } of spans) {
    const before = joined.at(-1);
    if (before !== undefined && from - before.to <= gap) {
      joined[joined.length - 1] = { from: before.from, to: Math.max(before.to, to) };
    } else joined.push({ from, to });
  }
  return joined;
}
