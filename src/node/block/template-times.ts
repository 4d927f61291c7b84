import { MAX_U32 } from '../../bitcoin/check.js';
import { type Fields, fault, integer } from './template-fields.js';

/** An interval of block times in Unix seconds, both ends inclusive. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** How far ahead of their clocks nodes let a block's time be: Core's MAX_FUTURE_BLOCK_TIME, in seconds. */
const MAX_FUTURE = 7200;

/**
 * What a template says of its block's time. `curtime` is the node's clock; the chain's rule, more than the median of the
 * last eleven times, is `mintime`, and wins where the clock is behind it. The time can be changed as far as `mutable`
 * allows (BIP 23, which takes `mintime` and `maxtime` for permissions, too).
 */
export function templateTimes(
  fields: Fields,
  mutable: readonly string[],
): { readonly time: number; readonly timeRange: TimeRange } {
  const seconds = integer(0, MAX_U32);
  const now = fields.required('curtime', seconds);
  const earliest = fields.optional('mintime', seconds);
  const latest = fields.optional('maxtime', seconds);
  const time = Math.max(now, earliest ?? 0);
  if (latest !== undefined && latest < time) {
    throw fault('template.maxtime', `at least curtime and mintime (${time})`, latest);
  }
  const may = (change: string) => mutable.includes('time') || mutable.includes(`time/${change}`);
  const start = may('decrement') || earliest !== undefined ? Math.min(time, earliest ?? time) : time;
  const end = may('increment') || latest !== undefined ? (latest ?? Math.max(time, now + MAX_FUTURE)) : time;
  return { time, timeRange: Object.freeze({ start, end: Math.min(end, MAX_U32) }) };
}
