/** Up to here each number of threads is measured, beyond it powers of two. */
const EACH = 4;

/** The numbers of threads to measure: from one to all cores, so few that a run on 128 cores ends. */
export function threadCounts(cores: number): number[] {
  const all = Array.from({ length: cores }, (_, index) => index + 1);
  return all.filter((count) => count <= EACH || Number.isInteger(Math.log2(count)) || count === cores);
}
