import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import { jsonLines, type Running, run, start, temporaryFolder } from '../command.js';

let sessions = 0;

/** Three processes hold rounds at a broker; one is killed, returns, and its missed rounds are recorded. All chains hold. */
export async function killedAndBack(flags: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const dir = temporaryFolder();
  // What is retained of one would be there for the next.
  const garden = `garden-${++sessions}`;
  const folders = Array.from({ length: 3 }, () => temporaryFolder());
  const joinIn = (folder: string): Running =>
    start(
      ['clock', 'join', ...flags, '--session', garden, '--difficulty', '2', '--folder', folder, '--json'],
      { env },
    );
  const devices = folders.map(joinIn);
  const session = start(
    [
      'clock',
      'run',
      ...flags,
      '--session',
      garden,
      '--difficulty',
      '2',
      '--devices',
      '3',
      '--dir',
      dir,
      '--json',
    ],
    { env },
  );
  const told = (pattern: RegExp) => session.shows('stderr', pattern);
  await told(/"round":5,"seconds":.*"absent":\[\]/);
  devices.pop()!.child.kill('SIGKILL');
  await told(/"absent":\[\{"name":"device \d","why":"absent"\}\]/);
  devices.push(joinIn(folders[2]!));
  await told(/"type":"back"/);
  session.child.kill('SIGINT');
  const { code, stdout, stderr } = await session.ended;
  expect({ code, stderr: code === 130 ? '' : stderr }).toEqual({ code: 130, stderr: '' });
  for (const { child } of devices) child.kill('SIGTERM');
  for (const { ended } of devices) expect(await ended).toMatchObject({ code: 143 });
  const events = jsonLines(stderr);
  expect(events.filter(({ type }) => type === 'refused')).toEqual([]);
  const [back] = events.filter(({ type }) => type === 'back');
  const { name, round, missed } = back!;
  const { coordinator } = events.find(({ type }) => type === 'coordinator')!;
  expect(await DeviceKey.open(join(dir, garden, 'coordinator.pem'))).toMatchObject({ id: coordinator });
  for (const { stderr } of devices) {
    const calls = jsonLines(stderr).filter(({ type }) => type === 'called');
    expect(calls).toMatchObject([{ coordinator }]);
  }
  expect(missed[1]).toBe(round - 1);
  const without = events.filter((event) => event.type === 'round' && event.absent.length > 0);
  expect(without.map(({ round, absent }) => ({ round, absent }))).toEqual(
    Array.from({ length: missed[1] - missed[0] + 1 }, (_, i) => ({
      round: missed[0] + i,
      absent: [{ name, why: expect.stringMatching(/^(absent|late)$/) }],
    })),
  );
  const [{ chains }] = jsonLines(stdout) as [{ chains: string[] }];
  const own = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.chain'))
      .map((name) => join(folder, name)),
  );
  const counts = [];
  for (const files of [chains, own]) {
    const verdict = await run(['clock', 'verify', '--json', '--mode', 'rounds', ...files]);
    expect({ code: verdict.code, files: files.length }).toEqual({ code: 0, files: 3 });
    counts.push(
      jsonLines(verdict.stdout)
        .map(({ ticks }) => ticks as number)
        .toSorted((a, b) => a - b),
    );
  }
  expect(counts[0]).toEqual(counts[1]);
}
