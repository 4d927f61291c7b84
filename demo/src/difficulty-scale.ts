/** The difficulty slider: four steps to a power of ten, two digits each, from 10^-5 to 10^15 (Bitcoin's own was 8.6 · 10^13 in 2024). */
const LOWEST_EXPONENT = -5;
const HIGHEST_EXPONENT = 15;
const STEPS = 4;

/** The slider's last position; the first is 0. */
export const LAST_POSITION = (HIGHEST_EXPONENT - LOWEST_EXPONENT) * STEPS;

/** @param position 0 … LAST_POSITION */
export function difficultyAt(position: number): number {
  return Number((10 ** (LOWEST_EXPONENT + position / STEPS)).toPrecision(2));
}

/** The position whose difficulty is nearest, by ratio. @param difficulty above 0 */
export function positionOf(difficulty: number): number {
  const position = Math.round((Math.log10(difficulty) - LOWEST_EXPONENT) * STEPS);
  return Math.min(Math.max(position, 0), LAST_POSITION);
}

export function nearestDifficulty(difficulty: number): number {
  return difficultyAt(positionOf(difficulty));
}
