import { COIN } from '../bitcoin/subsidy.js';
import type { SoloEvent, SoloStatus } from '../node/solo/solo-events.js';
import { formatCount, formatDuration, formatHashes, formatRate } from '../quantities.js';

/** An event as a line for people; undefined for what only programs want to know. */
export function describeEvent(event: SoloEvent): string | undefined {
  switch (event.type) {
    case 'start':
      return `Mining on ${event.chain}, whose tip is at height ${event.height}, with ${formatCount(event.threads, 'thread')}`;
    case 'template': {
      if (!event.isNewTip) return undefined;
      const transactions = formatCount(event.transactions, 'transaction');
      return `Height ${event.height}: difficulty ${event.difficulty.toPrecision(6)}, ${transactions}, reward ${formatCoins(event.reward)}`;
    }
    case 'found':
      return `Found a block for height ${event.height}: ${event.hash}`;
    case 'answer': {
      const origin = event.isLeftOver ? ' (left behind by an earlier run)' : '';
      const reason = event.reason === null ? '' : ` [${event.reason}]`;
      const words = event.words === event.kind ? '' : `: ${event.words}`;
      return `Height ${event.height}${origin}: ${event.kind}${words}${reason}`;
    }
    case 'trouble': {
      const retry =
        event.retrySeconds === undefined ? '' : `; trying again in ${formatDuration(event.retrySeconds)}`;
      return `${event.message}${retry}`;
    }
  }
}

/** `10 s 16.2 MH/s, 60 s 16.1 MH/s, 15 min n/a; 3 found, 3 accepted, 0 stale, 0 rejected`. */
export function describeStatus(status: SoloStatus): string {
  const rate = (value: number | undefined) => (value === undefined ? 'n/a' : formatRate(value));
  const { found, accepted, stale, rejected } = status;
  const rates = `10 s ${rate(status.hashRate10)}, 60 s ${rate(status.hashRate60)}, 15 min ${rate(status.hashRate900)}`;
  return `${rates}; ${found} found, ${accepted} accepted, ${stale} stale, ${rejected} rejected`;
}

/** What a run came to. */
export function describeEnd(status: SoloStatus): string {
  const { hashes, seconds, accepted, found, stale, rejected } = status;
  const rate = seconds > 0 ? hashes / seconds : 0;
  const open = found - accepted - stale - rejected;
  const kept =
    open === 0
      ? ''
      : `; ${formatCount(open, 'block')} without an answer, kept on disk and handed in at the next start`;
  return `${formatCount(accepted, 'block')} accepted of ${found} found, ${formatHashes(hashes)} in ${formatDuration(seconds)}, ${formatRate(rate)}${kept}`;
}

/** Satoshi in coins: `3.12500000`. */
function formatCoins(satoshi: string): string {
  const amount = BigInt(satoshi);
  return `${amount / COIN}.${String(amount % COIN).padStart(8, '0')}`;
}
