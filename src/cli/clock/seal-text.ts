import { hashToHex } from '../../bitcoin/bytes.js';
import { formatBits } from '../../bitcoin/compact.js';
import type { SealEvent, SealSummary } from '../../clockchain/readings/sealer.js';
import { formatCount } from '../../quantities.js';

/** A result of `clock seal`: refused lines are none. */
export type SealResult = Exclude<SealEvent, { readonly type: 'refused' }>;

/** Where a reading came from: its line of stdin, or its topic. */
export type Origin = { readonly line: number } | { readonly topic: string };

/** As a line of JSON has it. @param origin of a reading */
export function toJson(event: SealResult, origin: Origin | undefined): object {
  if (event.type === 'reading') {
    const { number, time } = event.reading;
    return { type: 'acknowledged', number, ...origin, time };
  }
  const { seal, bits, tries, seconds } = event;
  const { first, count, tau } = seal;
  const last = first + count - 1;
  return {
    type: 'sealed',
    first,
    last,
    tick: tau,
    hash: hashToHex(seal.hash),
    bits: formatBits(bits),
    tries,
    seconds,
  };
}

/** As a line for people. @param origin of a reading */
export function describeResult(event: SealResult, origin: Origin | undefined): string {
  if (event.type === 'reading') {
    return `acknowledged  ${event.reading.number}${origin === undefined ? '' : ` (${describeOrigin(origin)})`}`;
  }
  const { first, count, tau, hash } = event.seal;
  const last = first + count - 1;
  return `sealed        ${first === last ? first : `${first}–${last}`} by tick ${tau} ${hashToHex(hash)}`;
}

export function describeOrigin(origin: Origin): string {
  return 'line' in origin ? `line ${origin.line}` : `topic ${origin.topic}`;
}

/** `7 readings acknowledged, 2 lines refused; 9 readings sealed by 3 ticks`. */
export function describeSummary({
  readings,
  refused,
  batches,
  sealed,
  repeated = 0,
}: SealSummary & { readonly repeated?: number | undefined }): string {
  const lines = refused === 0 ? '' : `, ${formatCount(refused, 'line')} refused`;
  const again = repeated === 0 ? '' : `, ${formatCount(repeated, 'reading')} that came again left out`;
  const taken = `${formatCount(readings, 'reading')} acknowledged${lines}${again}`;
  return `${taken}; ${formatCount(sealed, 'reading')} sealed by ${formatCount(batches, 'tick')}`;
}
