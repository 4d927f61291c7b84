import { formatBits } from '../bitcoin/compact.js';
import type { SpaceKind } from '../engine/search-space.js';
import type { ChoiceReason, Miner, SearchResult, SearchState, Solution } from '../index.js';
import { formatCount, formatDuration, formatHashes, formatRate, formatShare } from '../quantities.js';
import type { SearchRequest } from './search-flags.js';

/** A solution as stdout carries it: three aligned lines, four if the version was rolled, or one of JSON. */
export function formatSolution(solution: Solution, kind: SpaceKind, isJson: boolean): string {
  if (isJson) return JSON.stringify({ type: 'solution', ...solution });
  const { nonce, version, hash, header } = solution;
  const rolled = kind === 'rolled' ? [`version ${formatBits(version >>> 0)}`] : [];
  return [`nonce   ${nonce}`, ...rolled, `hash    ${hash}`, `header  ${header}`].join('\n');
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
  const { template, target, order, kind } = request.space;
  const { nonceRange, versionRange, versionMask } = template;
  const threads = formatCount(miner.threads, 'thread');
  const choice = kind === 'rolled' ? miner.rollingChoice : miner.choice;
  const what = order === 'all' ? 'every hash' : 'a hash';
  const versions =
    kind === 'rolled'
      ? ` × ${formatCount(versionRange.end - versionRange.start + 1, 'version')} (mask ${formatBits(versionMask)})`
      : '';
  const lines = [
    `Searching nonces ${nonceRange.start}–${nonceRange.end}${versions} for ${what} ≤ target`,
    `target  ${target.toHex()}`,
    `Difficulty ${target.difficulty.toPrecision(6)}, ${threads}, kernel ${choice.kernel} (${REASONS[choice.reason]})`,
  ];
  if (typeof resume?.hashes === 'number') lines.push(`Going on after ${formatHashes(resume.hashes)}`);
  return lines.join('\n');
}

/** How it ended, and what is left. */
export function describeOutcome(result: SearchResult, found: number, request: SearchRequest): string {
  const work = `${formatHashes(result.hashes)} in ${formatDuration(result.seconds)}, ${formatRate(result.hashRate)}, kernel ${result.kernel}`;
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
function describeLeft({ left, interval, hashes }: SearchState, { resume, space }: SearchRequest): string {
  const first = left[0];
  if (first === undefined) return 'Nothing is left';
  const total = Number(BigInt(interval[1]) - BigInt(interval[0]) + 1n);
  const share = formatShare((total - hashes) / total);
  const goesOn = 'The same command goes on';
  if (space.kind === 'rolled') {
    return `Left: ${share}\n${resume === undefined ? 'Only with --resume <file> can a search that rolls versions go on' : goesOn}`;
  }
  const shown = left.slice(0, MOST_INTERVALS).map(([start, end]) => `${start}–${end}`);
  if (left.length > MOST_INTERVALS) shown.push(`${left.length - MOST_INTERVALS} more`);
  const twice = left.length > 1 ? ' (--resume <file> would search nothing twice)' : '';
  const how = resume === undefined ? `Go on with --nonce-start ${first[0]}${twice}` : goesOn;
  return `Left: ${shown.join(', ')} (${share})\n${how}`;
}
