import { describe, expect, test } from 'vitest';
import { parseSearchFlags, type SearchFlags } from '../../src/cli/search-flags.js';
import { describeOutcome, describeStart, formatSolution } from '../../src/cli/search-text.js';
import type { ChoiceReason, Miner, SearchResult, SearchState, Solution } from '../../src/index.js';
import { BLOCK } from './samples.js';

function requestFor(flags: SearchFlags = {}) {
  return parseSearchFlags({ header: BLOCK.header, ...flags });
}

function minerWith(threads: number, reason: ChoiceReason): Miner {
  return {
    threads,
    choice: { kernel: 'simd', reason },
    rollingChoice: { kernel: 'rolling', reason },
  } as Miner;
}

function resultOf(
  status: Exclude<SearchResult['status'], 'found'>,
  left: [string, string][],
  hardwareErrors = 0,
): SearchResult {
  const hashes =
    4_294_967_296 - left.reduce((sum, [first, last]) => sum + Number(last) - Number(first) + 1, 0);
  const state = { interval: ['0', '4294967295'], left, hashes } as unknown as SearchState;
  return {
    status,
    hashes,
    seconds: 10,
    hashRate: hashes / 10,
    hardwareErrors,
    kernel: 'simd',
    threads: 2,
    state,
  };
}

test('a solution, plain and as JSON', () => {
  const solution: Solution = {
    header: BLOCK.header,
    nonce: BLOCK.nonce,
    version: 2,
    hash: BLOCK.hash,
    target: BLOCK.target,
    difficulty: 2.5e9,
    hashes: 100,
    seconds: 2,
    hashRate: 50,
    kernel: 'simd',
    threads: 2,
  };
  expect(formatSolution(solution, 'fixed', false)).toBe(
    `nonce   ${BLOCK.nonce}\nhash    ${BLOCK.hash}\nheader  ${BLOCK.header}`,
  );
  expect(formatSolution({ ...solution, version: -1 }, 'rolled', false).split('\n')[1]).toBe(
    'version ffffffff',
  );
  expect(JSON.parse(formatSolution(solution, 'rolled', true))).toEqual({ type: 'solution', ...solution });
  expect(formatSolution(solution, 'rolled', true)).not.toContain('\n');
});

describe('the start', () => {
  test('says what is searched, by what', () => {
    expect(describeStart(requestFor(), minerWith(2, 'cached'), undefined).split('\n')).toEqual([
      'Searching nonces 0–4294967295 for a hash ≤ target',
      `target  ${BLOCK.target}`,
      'Difficulty 1.18092e+9, 2 threads, kernel simd (the fastest here, as measured before)',
    ]);
  });

  test('one thread, all solutions, a part of the nonces, and what is done already', () => {
    const request = requestFor({ all: true, nonceStart: '5', nonceEnd: '0x10', difficulty: '1' });
    const text = describeStart(request, minerWith(1, 'forced'), { hashes: 7 } as SearchState);
    expect(text.split('\n')).toEqual([
      'Searching nonces 5–16 for every hash ≤ target',
      `target  00000000ffff${'0'.repeat(52)}`,
      'Difficulty 1.00000, 1 thread, kernel simd (as asked for)',
      'Going on after 7 H',
    ]);
  });
});

describe('the outcome', () => {
  test('exhausted, with the number of solutions', () => {
    const result = resultOf('exhausted', []);
    const work = '4.29 GH in 10 s, 429 MH/s, kernel simd';
    expect(describeOutcome(result, 0, requestFor())).toBe(`No solution in the whole interval: ${work}`);
    expect(describeOutcome(result, 1, requestFor())).toBe(`1 solution in the whole interval: ${work}`);
    expect(describeOutcome(result, 9, requestFor())).toBe(`9 solutions in the whole interval: ${work}`);
  });

  test('wrong results that were caught', () => {
    const [one, two] = [resultOf('exhausted', [], 1), resultOf('exhausted', [], 2)];
    expect(describeOutcome(one, 0, requestFor())).toMatch(
      /\nCaught 1 wrong result, and searched there again$/,
    );
    expect(describeOutcome(two, 0, requestFor())).toMatch(/\nCaught 2 wrong results, and/);
  });

  test('what is left, and how to go on', () => {
    const one = resultOf('timeout', [['2147483648', '4294967295']]);
    expect(describeOutcome(one, 0, requestFor())).toBe(
      'Time is up after 2.15 GH in 10 s, 215 MH/s, kernel simd\nLeft: 2147483648–4294967295 (50.0 %)\nGo on with --nonce-start 2147483648',
    );
    expect(describeOutcome(one, 0, requestFor({ resume: 'x' }))).toMatch(
      /\(50\.0 %\)\nThe same command goes on$/,
    );
    const two = resultOf('aborted', [
      ['5', '9'],
      ['2147483648', '4294967295'],
    ]);
    expect(describeOutcome(two, 0, requestFor())).toMatch(
      /^Interrupted after .*\nLeft: 5–9, 2147483648–4294967295 \(50\.0 %\)\nGo on with --nonce-start 5 \(--resume <file> would search nothing twice\)$/,
    );
  });

  test('many intervals are not all named; none are nothing', () => {
    const many = Array.from({ length: 7 }, (_, i): [string, string] => [String(i * 10), String(i * 10 + 5)]);
    expect(describeOutcome(resultOf('aborted', many), 0, requestFor())).toContain(
      'Left: 0–5, 10–15, 20–25, 30–35, 3 more (',
    );
    expect(describeOutcome(resultOf('aborted', []), 0, requestFor())).toMatch(/\nNothing is left$/);
  });
});
