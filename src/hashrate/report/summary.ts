import { formatCount, formatMegahashes, formatNumber, keepUnits } from '../../quantities.js';
import type { ComparedDevice, Comparison } from '../comparison/comparison.js';

/** What a reader in a hurry wants to know. */
export function summarize(comparison: Comparison): string {
  return keepUnits(findingOf(comparison));
}

function findingOf({ devices, leftOut }: Comparison): string {
  const [first, second] = devices;
  if (first === undefined) {
    return `None of ${formatCount(leftOut.length, 'device')} has a rate that can be ranked.`;
  }
  const rate = `${formatMegahashes(first.hashRate)} MH/s on ${formatCount(first.threads, 'thread')}`;
  if (second === undefined) {
    return `${first.label} reaches ${rate} with the kernel ${first.kernel}${doubtOf(first)}.`;
  }
  return [describeLead(first, second, rate), mostEfficient(devices)].filter(Boolean).join(' ');
}

function describeLead(first: ComparedDevice, second: ComparedDevice, rate: string): string {
  const other = `${formatMegahashes(second.hashRate)} MH/s`;
  const [doubt, otherDoubt] = [doubtOf(first), doubtOf(second)];
  if (second.high >= first.low) {
    return `${first.label} comes first with ${rate}${doubt}, but ${second.label}, with ${other}${otherDoubt}, is too near to be told apart from it.`;
  }
  const times = formatNumber(first.hashRate / second.hashRate);
  // Who is the fastest is not known by rates that can't be trusted.
  const lead = doubt === '' && otherDoubt === '' ? 'is the fastest:' : 'comes first with';
  return `${first.label} ${lead} ${rate}${doubt}, ${times} times the ${other} of ${second.label}${otherDoubt}.`;
}

/** What a rate has to be read with, in brackets; nothing for one that can be trusted. */
function doubtOf({ marks }: ComparedDevice): string {
  const kinds = new Set(marks.map(({ kind }) => kind));
  const doubts = [
    kinds.has('noisy') && 'a noisy rate',
    kinds.has('incomplete') && 'from an incomplete benchmark',
  ].filter(Boolean);
  return doubts.length === 0 ? '' : ` (${doubts.join(' ')})`;
}

/** Where the watts of two devices or more are known. */
function mostEfficient(devices: readonly ComparedDevice[]): string | undefined {
  const known = devices.filter(({ hashesPerJoule }) => hashesPerJoule !== undefined);
  if (known.length < 2) return undefined;
  const best = known.reduce((a, b) => (b.hashesPerJoule! > a.hashesPerJoule! ? b : a));
  return `${best.label} gets the most out of its power: ${formatNumber(best.hashesPerJoule! / 1000)} kH/J${doubtOf(best)}.`;
}
