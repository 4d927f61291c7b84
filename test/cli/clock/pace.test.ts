import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Target } from '../../../src/bitcoin/target.js';
import { jsonLines, run, start, temporaryFolder } from '../command.js';

type Told = ReturnType<typeof jsonLines>[number];

/** That the bits of each tick are those of the rate that the ticks before it tell. */
function expectBits(ticks: readonly Told[], every: number): void {
  const expected = ticks.map(({ bits }) => Target.fromBits(bits).expectedHashes);
  expect(expected[0]).toBe(65_536);
  for (let at = 1; at < ticks.length; at++) {
    const last = ticks.slice(Math.max(0, at - 16), at);
    const sum = (of: string) => last.reduce((all, tick) => all + tick[of], 0);
    const wanted = (sum('tries') / sum('seconds')) * every;
    const before = expected[at - 1]!;
    const due = Math.min(Math.max(wanted, before / 4, 256), Math.max(256, 4 * before));
    expect(Math.abs(expected[at]! / due - 1)).toBeLessThan(2 ** -15);
  }
}

test('run --every: the bits of each tick are those of the rate that is told', async () => {
  const dir = temporaryFolder();
  const args = ['--every', '0.05', '--rounds', '25', '--session', 'garden', '--dir', dir, '--json'];
  const { code, stdout, stderr } = await run(['clock', 'run', ...args]);
  expect(code).toBe(0);
  const [result] = jsonLines(stdout);
  const events = jsonLines(stderr);
  expect(events[0]).toMatchObject({ type: 'session', devices: [{ every: 0.05 }, { every: 0.05 }] });
  for (const { name, pace } of result!.devices) {
    const ticks = events.filter((event) => event.type === 'tick' && event.name === name);
    expect(ticks).toHaveLength(25);
    expectBits(ticks, 0.05);
    expect(pace).toMatchObject({
      every: 0.05,
      count: ticks.filter(({ every }) => every === 0.05).length,
      expected: 0.05,
    });
  }
  const log = jsonLines(readFileSync(join(dir, 'garden', 'log.jsonl'), 'utf8'));
  expect(log.map(({ bits }) => bits)).toEqual(events.map(({ bits }) => bits));
});

test('seal --every: its ticks have the target of the rate of those before', async () => {
  const lines = Array.from({ length: 6 }, (_, i) => `{"n":${i}}\n`).join('');
  const args = ['--dir', temporaryFolder(), '--every', '0.02', '--count', '1', '--threads', '1', '--json'];
  const running = start(['clock', 'seal', ...args]);
  running.child.stdin!.end(lines);
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  const sealed = jsonLines(stdout).filter(({ type }) => type === 'sealed');
  expect(sealed).toHaveLength(6);
  expectBits(sealed, 0.02);
  const refused = await run(['clock', 'seal', '--every', '1', '--difficulty', '3']);
  expect(refused).toMatchObject({
    code: 2,
    stderr: 'mine-wasm: --every: expected it or --difficulty, got both\n',
  });
});

test('tick --every: one tick to the target of the rate that was measured', async () => {
  const { code, stdout } = await run(['clock', 'tick', '--every', '0.05', '--threads', '1', '--json']);
  expect(code).toBe(0);
  const [tick] = jsonLines(stdout);
  expect(tick).toMatchObject({ type: 'tick', every: 0.05, rate: expect.any(Number) });
  const { expectedHashes } = Target.fromBits(tick!.bits);
  expect(Math.abs(expectedHashes / (tick!.rate * 0.05) - 1)).toBeLessThan(2 ** -15);
  expect(BigInt(`0x${tick!.hash}`) <= Target.fromBits(tick!.bits).toBigInt()).toBe(true);
});

test.each([
  [['3', '--every', '10'], '--every: expected it or <difficulty>, got both'],
  [['--every', '1ms'], '--every: expected a time from 0.01s to 7d, as 90s, 5m or 1h, got "1ms"'],
])('tick %s is refused', async (args, message) => {
  const { code, stdout, stderr } = await run(['clock', 'tick', ...args]);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `mine-wasm: ${message}\n` });
});

test.each([
  [['--every', '10', '--difficulty', '3'], '--every: expected it or --difficulty, got both'],
  [['--every', 'soon'], '--every: expected a time from 0.01s to 7d, as 90s, 5m or 1h, got "soon"'],
  [['--every', '0'], '--every: expected a time from 0.01s to 7d, as 90s, 5m or 1h, got "0"'],
  [['--every', '8d'], '--every: expected a time from 0.01s to 7d, as 90s, 5m or 1h, got "8d"'],
  [['--every', '1,2', '--devices', '3'], '--every: expected one for each of 3 devices, or for all, got 2'],
])('run %s is refused', async (args, message) => {
  const { code, stdout, stderr } = await run(['clock', 'run', ...args]);
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `mine-wasm: ${message}\n` });
});
