import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type JsonLine, jsonLines, run, start, temporaryFolder } from './command.js';
import { OTHER_HEADER } from './samples.js';

/** One solution in 2^16 nonces. */
const TARGET = `0000${'f'.repeat(60)}`;

/** How a run is ended: by which signal, and after how many solutions that no run before has printed. */
export interface Interruption {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL';
  /** Wait for so many new solutions first; 0: not even for the search to begin. */
  readonly news: number;
  /** And then so long: the moment is meant to be an odd one. */
  readonly milliseconds: number;
}

/** Small random numbers from a seed (mulberry32), so that a failure can be had again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const nonceOf = ({ nonce }: JsonLine): number => nonce;

function readFile(path: string): JsonLine {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

/** The complete lines of what a killed command wrote. */
function wholeLines(text: string): JsonLine[] {
  return jsonLines(text.slice(0, text.lastIndexOf('\n') + 1));
}

/**
 * Searches the first `size` nonces for all solutions, interrupted again and again, and expects what an uninterrupted
 * search by the other kernel finds. @returns how many of the interruptions met a search that was running
 */
export async function expectExactCoverage(
  size: number,
  interruptions: readonly Interruption[],
): Promise<number> {
  const search = [
    '--header',
    OTHER_HEADER,
    '--target',
    TARGET,
    '--nonce-end',
    String(size - 1),
    '--all',
    '--json',
  ];
  const expected = wholeLines((await run([...search, '--kernel', 'scalar'])).stdout)
    .slice(0, -1)
    .map(nonceOf);
  expected.sort((a, b) => a - b);
  expect(expected.length).toBeGreaterThan(size / 2 ** 17);

  const folder = temporaryFolder();
  const path = join(folder, 'search.json');
  const command = [...search, '--resume', path];
  // Slow, so that a fast machine isn't done before it is interrupted.
  const slowly = [...command, '--threads', '2', '--throttle', '25'];
  const printed = new Set<number>();
  let saved: number[] = [];
  let met = 0;
  for (const { signal, news, milliseconds } of interruptions) {
    const running = start(slowly);
    // The line after the last solution says that all is done.
    if (news > 0)
      await running.shows(
        'stdout',
        (text) => countLines(text) >= saved.length + news || text.includes('exhausted'),
      );
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    running.child.kill(signal);
    const ended = await running.ended;
    const lines = wholeLines(ended.stdout);
    const outcome = lines.at(-1)?.type === 'solution' ? undefined : lines.pop();
    const nonces = lines.map(nonceOf);
    expect(new Set(nonces).size).toBe(nonces.length);
    // What the file held comes first, in its order.
    expect(nonces.slice(0, saved.length)).toEqual(saved.slice(0, nonces.length));
    for (const nonce of nonces) printed.add(nonce);
    if (outcome?.type === 'interrupted') expect(ended.code).toBe(signal === 'SIGINT' ? 130 : 143);
    else if (ended.signal !== null) expect(ended.signal).toBe(signal);
    else expect([ended.code, outcome?.type]).toEqual([0, 'exhausted']);
    if (outcome?.type !== 'exhausted') met++;
    // The file may not be there: nothing was begun, and nothing was printed.
    if (printed.size === 0 && !readdirSync(folder).includes('search.json')) continue;
    const file = readFile(path);
    saved = file.solutions.map(nonceOf);
    // Saved before they are printed.
    for (const nonce of nonces) expect(saved).toContain(nonce);
    const left = file.left.reduce(
      (sum: number, [first, last]: [string, string]) => sum + Number(last) - Number(first) + 1,
      0,
    );
    expect(file.hashes + left).toBe(size);
    if (outcome !== undefined) expect(outcome.hashes).toBe(file.hashes);
  }

  for (const _ of ['the rest', 'once more, all done']) {
    const { code, stdout } = await run(command);
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    const { state, ...outcome } = lines.pop()!;
    expect(outcome).toMatchObject({ type: 'exhausted', hashes: size });
    expect(state).toMatchObject({ left: [], hashes: size });
    const nonces = lines.map(nonceOf);
    expect(nonces.slice(0, saved.length)).toEqual(saved);
    expect(nonces.toSorted((a, b) => a - b)).toEqual(expected);
    for (const nonce of printed) expect(expected).toContain(nonce);
    saved = nonces;
  }
  expect(readdirSync(folder)).toEqual(['search.json']);
  return met;
}
