import { bytesToHex, hashToHex } from '../../bitcoin/bytes.js';
import type { Tick } from '../tick/tick.js';
import { TickError } from '../tick/tick-error.js';
import type { RoundTick } from './chain-state.js';
import { roundRootOf } from './round-root.js';

/**
 * Checks that a tick is of the round that it says to be: one more than that of the ticks it cites, which are all of the same round,
 * and of its own in that round, if it was there. The round root is over just these, so that it can leave none of them out where the root is
 * known; that all ticks of a round have the same root is ChainSet's matter. It is zeros in the first round, where no tick of
 * a round is cited, and outside of rounds.
 * @param citedRounds the rounds of the cited ticks, in the order of the citations
 * @param own the device's last tick of a round
 * @throws TickError (`round`, `round-root`)
 */
export function checkRound(
  { round, roundRoot, citations }: Pick<Tick, 'round' | 'roundRoot' | 'citations'>,
  citedRounds: readonly number[],
  own: RoundTick | undefined,
): void {
  if (round <= 1) {
    if (roundRoot.some((byte) => byte !== 0)) {
      const where = round === 0 ? 'outside of rounds' : 'in the first round';
      throw new TickError('round-root', `to have no round root ${where}, got ${hashToHex(roundRoot)}`);
    }
    if (round === 0) return;
  }
  const before = round - 1;
  if (own !== undefined && own.round > before) {
    throw new TickError('round', `to be of a later round than ${own.round}, its device's last, got ${round}`);
  }
  const other = citedRounds.find((cited) => cited !== before);
  if (other !== undefined) {
    const got = other === 0 ? 'none' : `round ${other}`;
    throw new TickError('round', `of round ${round} to cite ticks of ${nameOf(before)}, got one of ${got}`);
  }
  if (round === 1) return;
  const others = citations.map(({ device, head }) => ({ device, hash: head }));
  const present = own?.round === before ? [others, [...others, own]] : [others];
  const sets = present.filter(({ length }) => length > 0);
  if (sets.length === 0) {
    throw new TickError('round', `of round ${round} to follow a tick of round ${before}, got none`);
  }
  // The device's own tick of that round may have come too late to be counted.
  const wanted = bytesToHex(roundRoot);
  if (sets.some((heads) => bytesToHex(roundRootOf(heads)) === wanted)) return;
  const expected = `to have the round root of the ticks of round ${before}`;
  throw new TickError('round-root', `${expected}, got ${hashToHex(roundRoot)}`);
}

function nameOf(round: number): string {
  return round === 0 ? 'no round' : `round ${round}`;
}
