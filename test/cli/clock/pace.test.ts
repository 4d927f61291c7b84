import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Target } from '../../../src/bitcoin/target.js';
import { jsonLines, run, temporaryFolder } from '../command.js';

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
    const expected = ticks.map(({ bits }) => Target.fromBits(bits).expectedHashes);
    expect(expected[0]).toBe(65_536);
    for (let at = 1; at < ticks.length; at++) {
      const last = ticks.slice(Math.max(0, at - 16), at);
      const sum = (of: string) => last.reduce((all, tick) => all + tick[of], 0);
      const wanted = (sum('tries') / sum('seconds')) * 0.05;
      const before = expected[at - 1]!;
      const due = Math.min(Math.max(wanted, before / 4, 256), Math.max(256, 4 * before));
      expect(Math.abs(expected[at]! / due - 1)).toBeLessThan(2 ** -15);
    }
    expect(pace).toMatchObject({
      every: 0.05,
      count: ticks.filter(({ every }) => every === 0.05).length,
      expected: 0.05,
    });
  }
  const log = jsonLines(readFileSync(join(dir, 'garden', 'log.jsonl'), 'utf8'));
  expect(log.map(({ bits }) => bits)).toEqual(events.map(({ bits }) => bits));
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
