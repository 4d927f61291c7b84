import type { ChoiceReason, Miner, SearchResult, SearchState, Solution } from '../index.js';
import type { SearchRequest } from './search-flags.js';
import { formatCount, formatDuration, formatHashes, formatRate, formatShare } from './units.js';

/** A solution as stdout carries it: three aligned lines, or one of JSON. */
export function formatSolution(solution: Solution, isJson: boolean): string {
  if (isJson) return JSON.stringify({ type: 'solution', ...solution });
  return `nonce   ${solution.nonce}\nhash    ${solution.hash}\nheader  ${solution.header}`;
}

const REASONS: Readonly<Record<ChoiceReason, string>> = {
  forced: 'as asked for',
  only: 'the only usable one',
  cached: 'the fastest here, as measured before',
  measured: 'the fastest here',
  likely: 'likely the fastest',
};

/** What is about to be searched. */
export function describeStart(request: SearchRequest, miner: Miner, resume: SearchState | undefined): string {
  const { start, end } = request.template.nonceRange;
  const threads = formatCount(miner.threads, 'thread');
  const what = request.order === 'all' ? 'every hash' : 'a hash';
  const lines = [
    `Searching nonces ${start}–${end} for ${what} ≤ target`,
    `target  ${request.target.toHex()}`,
    `Difficulty ${request.target.difficulty.toPrecision(6)}, ${threads}, kernel ${miner.choice.kernel} (${REASONS[miner.choice.reason]})`,
  ];
  if (typeof resume?.hashes === 'number') lines.push(`Going on after ${formatHashes(resume.hashes)}`);
  return lines.join('\n');
}

/** How it ended, and what is left. */
export function describeOutcome(result: SearchResult, found: number, request: SearchRequest): string {
  const work = `${formatHashes(result.hashes)} in ${formatDuration(result.seconds)}, ${formatRate(result.hashRate)}`;
  const errors =
    result.hardwareErrors > 0
      ? `\nCaught ${formatCount(result.hardwareErrors, 'wrong result')}, and searched there again`
      : '';
  switch (result.status) {
    case 'found':
      return `Found and verified after ${work}${errors}`;
    case 'exhausted': {
      const count = found === 0 ? 'No solution' : formatCount(found, 'solution');
      return `${count} in the whole interval: ${work}${errors}`;
    }
    case 'timeout':
      return `Time is up after ${work}${errors}\n${describeLeft(result.state, request)}`;
    case 'aborted':
      return `Interrupted after ${work}${errors}\n${describeLeft(result.state, request)}`;
  }
}

/** Intervals named one by one; workers leave about one behind each. */
const MOST_INTERVALS = 4;

/** What of a search is left, and how to go on with it. */
function describeLeft({ left, interval, hashes }: SearchState, { resume }: SearchRequest): string {
  const first = left[0];
  if (first === undefined) return 'Nothing is left';
  const total = Number(BigInt(interval[1]) - BigInt(interval[0]) + 1n);
  const shown = left.slice(0, MOST_INTERVALS).map(([start, end]) => `${start}–${end}`);
  if (left.length > MOST_INTERVALS) shown.push(`${left.length - MOST_INTERVALS} more`);
  const twice = left.length > 1 ? ' (--resume <file> would search nothing twice)' : '';
  const how =
    resume === undefined ? `Go on with --nonce-start ${first[0]}${twice}` : 'The same command goes on';
  return `Left: ${shown.join(', ')} (${formatShare((total - hashes) / total)})\n${how}`;
}
