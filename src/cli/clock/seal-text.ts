import { hashToHex } from '../../bitcoin/bytes.js';
import type { SealEvent, SealSummary } from '../../clockchain/readings/sealer.js';
import { formatCount } from '../../quantities.js';

/** A result of `clock seal`: refused lines are none. */
export type SealResult = Exclude<SealEvent, { readonly type: 'refused' }>;

/** As a line of JSON has it. */
export function toJson(event: SealResult): object {
  if (event.type === 'reading') {
    const { number, time } = event.reading;
    return { type: 'acknowledged', number, line: event.line, time };
  }
  const { seal, tries, seconds } = event;
  const { first, count, tau } = seal;
  const last = first + count - 1;
  return { type: 'sealed', first, last, tick: tau, hash: hashToHex(seal.hash), tries, seconds };
}

/** As a line for people. */
export function describeResult(event: SealResult): string {
  if (event.type === 'reading') return `acknowledged  ${event.reading.number} (line ${event.line})`;
  const { first, count, tau, hash } = event.seal;
  const last = first + count - 1;
  return `sealed        ${first === last ? first : `${first}–${last}`} by tick ${tau} ${hashToHex(hash)}`;
}

/** `7 readings acknowledged, 2 lines refused; 9 readings sealed by 3 ticks`. */
export function describeSummary({ readings, refused, batches, sealed }: SealSummary): string {
  const lines = refused === 0 ? '' : `, ${formatCount(refused, 'line')} refused`;
  const taken = `${formatCount(readings, 'reading')} acknowledged${lines}`;
  return `${taken}; ${formatCount(sealed, 'reading')} sealed by ${formatCount(batches, 'tick')}`;
}
