import { formatBits } from '../bitcoin/compact.js';
import { InputError } from '../errors.js';
import { type Interval, IntervalSet } from './intervals.js';
import { isKernelName } from './kernel-names.js';
import type { Place, SearchOrder, SearchSpace } from './search-space.js';
import { type Discovery, type Solution, verifySolution } from './solution.js';

/** A solution as a state keeps it; the rest is computed and verified again. */
export interface StoredSolution extends Discovery, Place {}

/**
 * How far a search has come: plain JSON, which `resume` takes. Indices are decimal strings, since with version rolling
 * they exceed 2^53.
 */
export interface SearchState {
  /** Of this format. */
  readonly format: 1;
  /** The header without its nonce: 76 bytes, hex. */
  readonly header: string;
  /** 64 hex digits, display order. */
  readonly target: string;
  readonly order: SearchOrder;
  /** Version bits that are rolled; `00000000`: none. */
  readonly versionMask: string;
  /** Numbers of the versions searched, both ends inclusive. */
  readonly versionRange: readonly [number, number];
  /** Nonces searched for each version, both ends inclusive. */
  readonly nonceRange: readonly [number, number];
  /** The indices of the whole search, both ends inclusive; without version rolling an index is a nonce. */
  readonly interval: readonly [string, string];
  /** What is left of it: disjoint, ascending, both ends inclusive. */
  readonly left: readonly (readonly [string, string])[];
  /** Found and not yet handed over (`all`), or every solution found so far (`first`, `lowest`). */
  readonly solutions: readonly StoredSolution[];
  /** Searched so far: the interval's size less what is left. */
  readonly hashes: number;
  /** Time searched so far. */
  readonly seconds: number;
}

/** What a search goes on from. */
export interface Resumed {
  readonly left: IntervalSet;
  readonly solutions: Solution[];
  readonly seconds: number;
}

export function writeState(
  space: SearchSpace,
  left: IntervalSet,
  solutions: readonly Solution[],
  seconds: number,
): SearchState {
  return {
    format: 1,
    ...identify(space),
    left: [...left].map(toPair),
    solutions: solutions.map(storeSolution),
    hashes: Number(space.size - left.size),
    seconds,
  };
}

/** What a state keeps of a solution. */
export function storeSolution(solution: Solution): StoredSolution {
  const { nonce, version, hashes, seconds, kernel, threads } = solution;
  return { nonce, version, hashes, seconds, kernel, threads };
}

/**
 * Reads a state back, believing nothing: its solutions are verified again.
 * @throws InputError (`ERR_INVALID_STATE`) when it is damaged, of another format, or of another search
 */
export function readState(state: unknown, space: SearchSpace): Resumed {
  const record = expectRecord(state, 'resume', 'the state of a search');
  if (record.format !== 1) throw invalid('resume.format', '1 (the format of this version)', record.format);
  for (const [key, ours] of Object.entries(identify(space))) {
    const theirs = record[key];
    if (JSON.stringify(theirs) !== JSON.stringify(ours)) {
      throw invalid(`resume.${key}`, `that of this search, ${JSON.stringify(ours)}`, theirs);
    }
  }
  const left = readLeft(record.left, space.interval);
  const hashes = Number(space.size - left.size);
  if (record.hashes !== hashes) {
    throw invalid('resume.hashes', `${hashes}, what is not left of the interval`, record.hashes);
  }
  const seconds = expectNumber(record.seconds, 'resume.seconds');
  const indices = new Set<bigint>();
  const solutions = expectArray(record.solutions, 'resume.solutions').map((stored, index) => {
    const option = `resume.solutions[${index}]`;
    const solution = readSolution(stored, option, space);
    const place = space.indexOf(solution)!;
    if (indices.has(place) || left.has(place)) {
      throw invalid(
        `${option}.nonce`,
        'different from the others and not within what is left',
        solution.nonce,
      );
    }
    indices.add(place);
    return solution;
  });
  return { left, solutions, seconds };
}

/** The part of a state that says which search it is of. */
function identify({ template, target, order, interval }: SearchSpace) {
  const { versionMask, versionRange, nonceRange } = template;
  return {
    header: template.toHex(),
    target: target.toHex(),
    order,
    versionMask: formatBits(versionMask),
    versionRange: [versionRange.start, versionRange.end],
    nonceRange: [nonceRange.start, nonceRange.end],
    interval: toPair(interval),
  } as const;
}

function toPair({ start, end }: Interval): readonly [string, string] {
  return [start.toString(), end.toString()];
}

function readLeft(value: unknown, whole: Interval): IntervalSet {
  const left = new IntervalSet();
  for (const [index, pair] of expectArray(value, 'resume.left').entries()) {
    const option = `resume.left[${index}]`;
    const [start, end] = expectArray(pair, option).map((text) => {
      if (typeof text !== 'string' || !/^\d{1,40}$/.test(text))
        throw invalid(option, 'two decimal strings', pair);
      return BigInt(text);
    });
    if (start === undefined || end === undefined || start < whole.start || end > whole.end) {
      throw invalid(option, `within ${whole.start}–${whole.end}`, JSON.stringify(pair));
    }
    try {
      left.add({ start, end });
    } catch (cause) {
      throw invalid(option, 'disjoint from the others, start ≤ end', JSON.stringify(pair), cause);
    }
  }
  return left;
}

function readSolution(value: unknown, option: string, space: SearchSpace): Solution {
  const { nonce, version, kernel, hashes, seconds, threads } = expectRecord(
    value,
    option,
    'a solution of this search',
  );
  if (!isKernelName(kernel)) throw invalid(`${option}.kernel`, 'the name of a kernel', kernel);
  const discovery = {
    hashes: expectNumber(hashes, `${option}.hashes`),
    seconds: expectNumber(seconds, `${option}.seconds`),
    kernel,
    threads: expectNumber(threads, `${option}.threads`),
  };
  // A version that is missing or none has no index either.
  const place = { nonce, version };
  const solution = space.indexOf(place) === undefined ? undefined : verifySolution(space, place, discovery);
  if (solution === undefined) throw invalid(`${option}.nonce`, 'a solution of this search', nonce);
  return solution;
}

// biome-ignore lint/suspicious/noExplicitAny: every property is checked before it is used
function expectRecord(value: unknown, option: string, expected: string): Record<string, any> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw invalid(option, expected, value);
}

function expectArray(value: unknown, option: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(option, 'an array', value);
}

function expectNumber(value: unknown, option: string): number {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  throw invalid(option, 'a number that is not negative', value);
}

function invalid(option: string, expected: string, got: unknown, cause?: unknown): InputError {
  return new InputError('ERR_INVALID_STATE', option, expected, got, { cause });
}
