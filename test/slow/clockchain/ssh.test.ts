import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { jsonLines, run, start, temporaryFolder } from '../../cli/command.js';
import { commandsOf, installed } from '../../clockchain/guide.js';
import { SshWorld } from '../../support/ssh/ssh-world.js';

const world = new SshWorld();
afterAll(() => world.close());
const one = await world.host();
const two = await world.host();

const clock = (dir: string, ...words: string[]) => [
  ...['clock', 'run', '--session', 'garden', '--json', '--dir', dir, '--ssh-config', world.configFile],
  ...words,
  one.label,
  two.label,
];
const chainsOf = (dir: string) => {
  const folder = join(dir, 'garden', 'chains');
  return readdirSync(folder).map((name) => join(folder, name));
};
/** Where a host keeps its key and chains. */
const stateOf = ({ home }: typeof one) => join(home, '.local/state/mine-wasm/clock');
const ownChains = (file = /^garden-.*\.chain$/) =>
  [one, two].flatMap((host) =>
    readdirSync(stateOf(host))
      .filter((name) => file.test(name))
      .map((name) => join(stateOf(host), name)),
  );

async function verify(mode: string, files: readonly string[]): Promise<number[]> {
  const { code, stdout } = await run(['clock', 'verify', '--json', '--mode', mode, ...files]);
  expect({ code, stdout }).toMatchObject({ code: 0 });
  return jsonLines(stdout).map(({ ticks }) => ticks);
}

test('serial: three zeros on one host, then two on the other', async () => {
  const dir = temporaryFolder();
  const { code, stdout, stderr } = await run(
    clock(dir, '--mode', 'serial', '--difficulty', '3,2', '--session', 'row'),
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const ticks = jsonLines(stderr).filter(({ type }) => type === 'tick');
  expect(ticks.map(({ name, tau, lamport }) => [name, tau, lamport])).toEqual([
    [one.label, 1, 1],
    [two.label, 1, 2],
  ]);
  expect(ticks[0]!.hash).toMatch(/^000/);
  expect(ticks[1]!.hash).toMatch(/^00/);
  const [{ chains }] = jsonLines(stdout) as [{ chains: string[] }];
  expect(await verify('serial', chains)).toEqual([1, 1]);
});

describe('rounds', () => {
  const dir = temporaryFolder();

  test('two hosts in step', async () => {
    const { code, stderr } = await run(
      clock(dir, '--mode', 'rounds', '--difficulty', '3,2', '--rounds', '10'),
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const rounds = jsonLines(stderr).filter(({ type }) => type === 'round');
    expect(rounds.map(({ round, present, absent }) => [round, present, absent])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, [one.label, two.label], []]),
    );
    expect(await verify('rounds', chainsOf(dir))).toEqual([10, 10]);
    expect(await verify('rounds', ownChains())).toEqual([10, 10]);
  });

  test('a link that is cut: the device is absent, comes back, and what it missed is recorded', async () => {
    const running = start(clock(dir, '--mode', 'rounds', '--difficulty', '2'));
    const { label, server } = two;
    await running.shows('stderr', /"type":"round","round":13/);
    server.cut();
    await running.shows('stderr', new RegExp(`"type":"absent","name":"${label}"`));
    await running.shows('stderr', new RegExp(`"type":"back","name":"${label}"`));
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    expect(code).toBe(130);
    const events = jsonLines(stderr);
    expect(events.find(({ type }) => type === 'absent')!.reason).toMatch(/cut in mid-run|killed there/);
    const { missed } = events.find(({ type }) => type === 'back')!;
    const absences = events.flatMap(({ type, round, absent }) =>
      type === 'round' && absent.length > 0 ? [round] : [],
    );
    expect([absences[0], absences.at(-1)]).toEqual(missed);
    const copies = await verify('rounds', chainsOf(dir));
    expect(copies.toSorted()).toEqual((await verify('rounds', ownChains())).toSorted());
    // It had to be sent once.
    for (const host of [one, two]) {
      expect(readdirSync(host.cache).filter((name) => name.endsWith('.cjs'))).toHaveLength(1);
    }
  });

  test('a coordinator that is killed: the devices end, and the next one goes on with their chains', async () => {
    const running = start(clock(dir, '--mode', 'rounds', '--difficulty', '2'));
    await running.shows('stderr', /"type":"round"/);
    const devices = devicesOn([one.home, two.home]);
    expect(devices.length).toBeGreaterThanOrEqual(2);
    running.child.kill('SIGKILL');
    await running.ended;
    await vi.waitUntil(() => devices.every((pid) => !existsSync(`/proc/${pid}`)), { timeout: 60_000 });
    const { code, stderr } = await run(clock(dir, '--mode', 'rounds', '--difficulty', '2', '--rounds', '3'));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    await verify('rounds', chainsOf(dir));
    await verify('rounds', ownChains());
  });
});

test('a host that can’t be reached is named; the other ticks', async () => {
  const dir = temporaryFolder();
  await two.server.stop();
  const { code, stderr } = await run(
    clock(dir, '--mode', 'serial', '--difficulty', '1', '--session', 'alone'),
  );
  await two.server.start();
  expect(code).toBe(1);
  const events = jsonLines(stderr);
  expect(events).toContainEqual(expect.objectContaining({ type: 'absent', name: two.label }));
  expect(events.find(({ type, name }) => type === 'absent' && name === two.label)!.reason).toMatch(
    /no ssh server answers there/,
  );
  expect(events.filter(({ type }) => type === 'tick').map(({ name }) => name)).toEqual([one.label]);
});

test('the lines of the guide, as they stand in it', async () => {
  const lines = commandsOf('docs/clockchain.md').filter((line) => line.includes('pi@localhost:'));
  expect(lines.map((line) => /--mode (\w+)/.exec(line)![1])).toEqual(['serial', 'rounds']);
  const folder = temporaryFolder();
  // The system's ssh, for which pi@localhost:5022 and :5023 are the servers of this test.
  const ssh = `#!/bin/sh
for word do
  shift
  case "$last $word" in
    '-l pi') word=${userInfo().username} ;;
    '-p 5022') word=${one.server.port} ;;
    '-p 5023') word=${two.server.port} ;;
    '-- localhost') word=127.0.0.1 ;;
  esac
  last=$word
  set -- "$@" "$word"
done
exec /usr/bin/ssh -F '${world.configFile}' "$@"
`;
  const env = installed(folder, { ssh });
  for (const line of lines) {
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', line], { cwd: folder, env });
    for (const name of ['pi@localhost:5022', 'pi@localhost:5023']) {
      expect(stdout).toContain(`${name}  `);
      expect(stderr).toContain(`${name}: joined with 0 ticks\n`);
    }
  }
  const chains = (session: string) => {
    const path = join(folder, 'clockchains', session, 'chains');
    return readdirSync(path).map((name) => join(path, name));
  };
  expect(await verify('serial', chains('pis-in-a-row'))).toEqual([1, 1]);
  expect(await verify('rounds', chains('pis'))).toEqual([20, 20]);
});

/** Processes of `clock device` whose home is one of these. */
function devicesOn(homes: readonly string[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        return (
          command.includes('\0clock\0device\0') &&
          homes.some((home) => environment.includes(`HOME=${home}\0`))
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}
