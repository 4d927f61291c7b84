import { BIP320_MASK, Target } from './engine.js';

/** One part of the space, and how good a hash there must be to be told. */
export interface Rung {
  readonly nonceRange: { readonly start: number; readonly end: number };
  readonly versionMask: number;
  readonly versionRange: { readonly start: number; readonly end: number } | undefined;
  readonly target: Target;
}

/** Each rung has 16 times as many hashes as the one before, and a target 16 times as hard. */
const FACTOR = 16;
/** Hashes of the first rung, and how many of them are told on average: the first moments show something, no later one too much. */
const FIRST_RUNG = 2 ** 22;
const TOLD = 256;
/** Versions that the engine takes together: one group of its linear index. */
const GROUP = 16;
const NONCES = 2 ** 32;

/**
 * Cuts a search into rungs that cover it exactly, without a hash twice. A search for the goal alone would show nothing for hours, and one for
 * every good hash at an easy target would drown in them: so the longer it lasts, the better a hash must be to be told. The best so far is always
 * told: that the rung before held nothing better than this rung's target, 16 of which it has on average, happens once in 9 million times (e^-16).
 *
 * @param rolls whether the version bits of BIP 320 may be changed: 2^48 headers instead of 2^32
 */
export function* ladder(goal: Target, rolls: boolean): Generator<Rung, undefined> {
  const versionMask = rolls ? BIP320_MASK : 0;
  const perNonce = rolls ? GROUP : 1;
  const versionRange = rolls ? { start: 0, end: GROUP - 1 } : undefined;
  let start = 0;
  let hashes = FIRST_RUNG;
  while (start < NONCES) {
    const end = Math.min(start + hashes / perNonce, NONCES) - 1;
    yield { nonceRange: { start, end }, versionMask, versionRange, target: tellAbout(goal, hashes) };
    start = end + 1;
    hashes *= FACTOR;
  }
  if (!rolls) return;
  // The other groups, days of any machine that shows pages: one target does, that follows the first group's hashes.
  yield {
    nonceRange: { start: 0, end: NONCES - 1 },
    versionMask,
    versionRange: { start: GROUP, end: 2 ** 16 - 1 },
    target: tellAbout(goal, FACTOR * NONCES * GROUP),
  };
}

/** A target that `TOLD` of so many hashes meet, or the goal if that is easier. */
function tellAbout(goal: Target, hashes: number): Target {
  const told = ((1n << 256n) * BigInt(TOLD)) / BigInt(hashes);
  const goalValue = goal.toBigInt();
  return goalValue > told ? goal : Target.fromBigInt(told);
}
