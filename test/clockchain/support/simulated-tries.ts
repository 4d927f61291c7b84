/** The tries of a tick that takes so many on average: geometrically distributed. @param random from 0 to below 1 */
export function triesFor(expected: number, random: () => number): number {
  return expected <= 1 ? 1 : 1 + Math.floor(Math.log(1 - random()) / Math.log1p(-1 / expected));
}
