import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { availableThreads } from '../../../src/engine/available-threads.js';
import { KERNEL_NAMES } from '../../../src/engine/kernel-names.js';
import { canPackVectors } from '../../../src/engine/wide-vectors.js';
import { readDeviceCard } from '../../../src/hashrate/card/read-device-card.js';
import { jsonLines, run, start, temporaryFolder } from '../command.js';

const NAMES = KERNEL_NAMES.filter((name) => name !== 'wide' || canPackVectors());

/** How often another one has its turn. */
function turnsOf(steps: readonly (string | undefined)[]): number {
  const named = steps.filter((step) => step !== undefined);
  return named.filter((step, at) => step !== named[at - 1]).length;
}

test('bench --quick: a summary, and a card that is in order', async () => {
  const path = join(temporaryFolder(), 'card.json');
  const { code, stdout, stderr } = await run([
    'bench',
    '--quick',
    '--cooling',
    'a fan',
    '--watts',
    '9',
    '-o',
    path,
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain(`Its card is in ${path}`);

  const card = readDeviceCard(readFileSync(path, 'utf8'));
  expect(card).toMatchObject({
    isComplete: true,
    settings: { isQuick: true },
    device: { cooling: 'a fan', watts: 9 },
  });
  expect(card.kernels.map(({ kernel }) => kernel)).toEqual(NAMES);
  expect(card.threads.map(({ threads }) => threads)).toEqual([...new Set([1, availableThreads()])]);
  expect(card.goldenResults).toHaveLength(5 * NAMES.length);
  expect(Object.keys(card.software.artifacts)).toEqual(NAMES);
  for (const { rate } of [...card.kernels, ...card.threads]) {
    const width = Math.max(rate!.high / rate!.hashRate - 1, 1 - rate!.low / rate!.hashRate);
    // ±5 %, or it says so, and why as far as that can be seen.
    expect(rate!.noise.some((reason) => reason.startsWith('The interval is ±'))).toBe(width > 0.05);
  }
  for (const word of ['device', 'cpu', 'node', 'golden results', ...NAMES]) {
    expect(stdout).toMatch(new RegExp(`^${word} `, 'm'));
  }
});

test('bench --json: the card on stdout, what happens on stderr, and no file', async () => {
  const { code, stdout, stderr } = await run(['bench', '--quick', '--json', '--threads', '1']);
  expect(code).toBe(0);
  const [card, ...rest] = stdout.trimEnd().split('\n');
  expect(rest).toEqual([]);
  expect(readDeviceCard(card!).threads.map(({ threads }) => threads)).toEqual([1]);
  const events = jsonLines(stderr);
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['stage', 'progress']));
  expect(events.filter(({ type }) => type === 'stage').map(({ name }) => name)).toEqual([
    'kernels',
    'threads',
  ]);
  for (const event of events.filter(({ type }) => type === 'progress')) {
    expect(event).toEqual({
      type: 'progress',
      done: expect.any(Number),
      step: expect.any(String),
      hashRate: expect.any(Number),
    });
  }
});

describe('ended early', () => {
  test('by Ctrl-C: 130, and the card has what was measured by then', async () => {
    const path = join(temporaryFolder(), 'card.json');
    const running = start(['bench', '--quick', '--json', '--sustain', '1h', '-o', path]);
    await running.shows('stderr', /"step":"sustained"/);
    running.child.kill('SIGINT');
    const { code } = await running.ended;
    expect(code).toBe(130);
    const card = readDeviceCard(readFileSync(path, 'utf8'));
    expect(card).toMatchObject({ isComplete: false, notes: ['It was interrupted'] });
    expect(card.kernels).toHaveLength(NAMES.length);
    expect(card.sustained!.readings.length).toBeGreaterThan(0);
  });

  test('while kernels are measured: what has an interval is kept', async () => {
    const running = start(['bench', '--json']);
    // Four rounds: when the first kernel comes again, all have been measured once.
    const steps = () => jsonLines(running.stderr.slice(0, running.stderr.lastIndexOf('\n') + 1));
    await running.shows('stderr', () => turnsOf(steps().map(({ step }) => step)) > 2 * NAMES.length);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const card = readDeviceCard(stdout);
    expect(card).toMatchObject({ isComplete: false, threads: [] });
    expect(card.kernels.map(({ rate }) => rate !== undefined)).toEqual(NAMES.map(() => true));
    expect(card.goldenResults).toHaveLength(5 * NAMES.length);
  });

  test('with --attached, by the end of stdin; until then it tells what it has', async () => {
    const running = start(['bench', '--quick', '--json', '--sustain', '1h', '--attached']);
    await running.shows('stderr', /"step":"sustained"/);
    running.child.stdin!.end();
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(3);
    expect(readDeviceCard(stdout)).toMatchObject({ isComplete: false });
    const partial = jsonLines(stderr).filter(({ type }) => type === 'partial');
    expect(partial.length).toBeGreaterThanOrEqual(2);
    for (const { card } of partial) {
      expect(readDeviceCard(JSON.stringify(card))).toMatchObject({ isComplete: false });
    }
  });

  test('at once: a card without rates', async () => {
    const running = start(['bench', '--json', '--attached']);
    running.child.stdin!.end();
    const { code, stdout } = await running.ended;
    expect(code).toBe(3);
    expect(readDeviceCard(stdout)).toMatchObject({
      isComplete: false,
      kernels: NAMES.map((kernel) => ({ kernel })),
      threads: [],
    });
  });
});

test('a card that can not be written in the end is on stdout, with the summary', async () => {
  const folder = join(temporaryFolder(), 'folder');
  mkdirSync(folder);
  const running = start(['bench', '--quick', '--threads', '1', '-o', join(folder, 'card.json')]);
  await running.shows('stderr', /simd/);
  rmSync(folder, { recursive: true });
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(3);
  expect(stderr).toContain('The card can not be written: ENOENT');
  const lines = stdout.trimEnd().split('\n');
  expect(readDeviceCard(lines.at(-1)!)).toMatchObject({ isComplete: true });
  expect(lines[0]).toMatch(/^device /);
});

test('a place where no card can be written is told before anything is measured', async () => {
  const folder = temporaryFolder();
  const { code, stdout, stderr } = await run(['bench', '-o', join(folder, 'nowhere', 'card.json')]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^mine-wasm: --output: expected a file that can be written, got /);
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  [['--sustain', '5x'], '--sustain: expected a time from 1s to 7d, as 90s, 5m or 1h, got "5x"'],
  [['--threads', '0'], '--threads: expected an integer from 1 to 256, decimal or 0x…, got "0"'],
  [['--watts', 'much'], '--watts: expected a number above 0 and up to 100000, got "much"'],
  [
    ['--cooling', 'a\nb'],
    '--cooling: expected a text of 1 to 300 characters, none of them a control or formatting character, got "a\\nb"',
  ],
  [['--quick', 'compare', 'a.json'], '--quick: expected no such flag for compare, got one'],
  [['quick'], 'bench: expected flags or one of compare, report, remote, got "quick"'],
])('bench %j', async (args, message) => {
  const { code, stdout, stderr } = await run(['bench', ...args]);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `mine-wasm: ${message}\n` });
  expect(existsSync('unknown.json')).toBe(false);
});
