import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { readDeviceCard } from '../../../../src/hashrate/card/read-device-card.js';
import { jsonLines, type Running, run, start, temporaryFolder } from '../../../cli/command.js';
import { hasScript, startOnTerminal } from '../../../cli/terminal.js';
import { standIn } from '../../../hashrate/remote/stand-in.js';
import { sampleCard } from '../../../hashrate/sample-cards.js';
import { makeKey } from '../../../support/ssh/ssh-server.js';
import { SshWorld } from '../../../support/ssh/ssh-world.js';
import { freePorts } from '../../node/support/node-process.js';
import { packageWith } from './support/package-with.js';

const main = packageWith(standIn());
const world = new SshWorld();
afterAll(() => world.close());
const quick = await world.host({ environment: { STAND_IN: 'whole' } });
const patient = await world.host({ environment: { STAND_IN: 'patient' } });
const endless = await world.host({ environment: { STAND_IN: 'endless' } });

/** The command's arguments, and the folder for its cards. */
function remote(...words: string[]): { args: string[]; folder: string } {
  const folder = temporaryFolder();
  return { args: ['bench', 'remote', '--ssh-config', world.configFile, '-o', folder, ...words], folder };
}

const pidOf = async (running: Running, label: string): Promise<number> => {
  const told = new RegExp(`"name":"pid (\\d+)","host":"${label}"|${label}: pid (\\d+)`);
  await running.shows('stderr', told);
  const [, json, plain] = told.exec(running.stderr)!;
  return Number(json ?? plain);
};
const isGone = (pid: number) => vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 60_000 });

test('a card of each host: on stdout the files, on stderr which host each is of', async () => {
  writeFileSync(join(patient.home, 'go'), '');
  const { args, folder } = remote(quick.label, patient.label);
  const { code, stdout, stderr } = await run(args, { main });
  const files = readdirSync(folder).map((name) => join(folder, name));
  expect({ code, files: stdout.trim().split('\n').toSorted() }).toEqual({ code: 0, files });
  expect(files.map((file) => file.replace(`${folder}/`, ''))).toEqual([
    'sample-board-4-2.json',
    'sample-board-4.json',
  ]);
  for (const file of files) {
    expect(readDeviceCard(readFileSync(file, 'utf8'))).toEqual(sampleCard());
    expect(stderr).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+: Sample Board 4 → ${file}$`, 'm'));
  }
  expect(stderr).toContain(`${quick.label}: connected, Node ${process.versions.node} on ${process.arch}`);
});

test('--json: a line for each card, events and faults by host; 1 when one fails', async () => {
  const [port] = await freePorts(1);
  const nobody = `127.0.0.1:${port}`;
  const { args, folder } = remote('--json', nobody, quick.label);
  const { code, stdout, stderr } = await run(args, { main });
  expect(code).toBe(1);
  const file = join(folder, 'sample-board-4.json');
  expect(jsonLines(stdout)).toEqual([{ type: 'card', host: quick.label, file, isComplete: true }]);
  const events = jsonLines(stderr);
  expect(events.filter(({ host }) => host === nobody)).toMatchObject([
    { type: 'error', code: 'ERR_REMOTE_UNREACHABLE' },
  ]);
  const types = events.filter(({ host }) => host === quick.label).map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['connected', 'stage', 'progress', 'note']));
});

test('--quiet: nothing on stderr but faults', async () => {
  const { args } = remote('--quiet', quick.label, 'host.invalid');
  const { code, stderr } = await run(args, { main });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^host\.invalid: the host's name is not known .*\n$/);
});

test('refuses two names of one host, by the configuration of ssh', async () => {
  const file = join(temporaryFolder(), 'config');
  const lines = [
    'Host board',
    'HostName 192.0.2.1',
    'Port 5022',
    'Host far',
    'ProxyJump gate',
    'HostName 192.0.2.1',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const { code, stderr } = await run([
    'bench',
    'remote',
    '--ssh-config',
    file,
    'far:5022',
    'board',
    '192.0.2.1:5022',
  ]);
  expect(code).toBe(2);
  // What is behind a gate may have the address of another.
  expect(stderr).toContain('got "board" and "192.0.2.1:5022", both of which are 192.0.2.1, port 5022');
});

test('a card that cannot be written is that of its host: it is on stdout, and the others go on', async () => {
  const other = await world.host({ environment: { STAND_IN: 'patient' } });
  rmSync(join(patient.home, 'go'), { force: true });
  const { args, folder } = remote('--json', patient.label, other.label);
  const running = start(args, { main });
  await pidOf(running, patient.label);
  await pidOf(running, other.label);
  rmSync(folder, { recursive: true });
  writeFileSync(join(patient.home, 'go'), '');
  await running.shows('stderr', new RegExp(`"host":"${patient.label}","code":"ERR_REMOTE_CARD"`));
  mkdirSync(folder);
  writeFileSync(join(other.home, 'go'), '');
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(1);
  const file = join(folder, 'sample-board-4.json');
  expect(jsonLines(stdout)).toEqual([
    { type: 'card', host: patient.label, card: sampleCard(), isComplete: true },
    { type: 'card', host: other.label, file, isComplete: true },
  ]);
  expect(jsonLines(stderr).filter(({ type }) => type === 'error')).toMatchObject([
    { host: patient.label, message: expect.stringContaining(file) },
  ]);
  await other.server.stop();
});

describe('stopped in mid-run', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: all runs end, partial cards are kept', async (signal, code) => {
    const { args, folder } = remote('--json', endless.label);
    const running = start(args, { main });
    const pid = await pidOf(running, endless.label);
    await running.shows('stderr', /"type":"progress"/);
    running.child.kill(signal);
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    const file = join(folder, 'sample-board-4.json');
    expect(jsonLines(ended.stdout)).toEqual([{ type: 'card', host: endless.label, file, isComplete: false }]);
    expect(readDeviceCard(readFileSync(file, 'utf8')).isComplete).toBe(false);
    await isGone(pid);
  });

  test('killed: what runs on the host ends all the same', async () => {
    const running = start(remote('--json', endless.label).args, { main });
    const pid = await pidOf(running, endless.label);
    running.child.kill('SIGKILL');
    await running.ended;
    await isGone(pid);
  });
});

describe.skipIf(!hasScript)('on a terminal', () => {
  test('a line for each host; Ctrl-C ends the runs, and the cards are kept', async () => {
    const { args, folder } = remote(endless.label, quick.label);
    const running = startOnTerminal(args, { main, columns: 120 });
    await running.shows('stdout', new RegExp(`${endless.label} .*█░*.*50\\.0 %  2 threads  1\\.00 MH/s`));
    await running.shows('stdout', new RegExp(`${quick.label} .*Sample Board 4 →`));
    // As the terminal does it: the whole foreground group gets the signal.
    running.child.stdin!.write('\u0003');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const files = readdirSync(folder).map((name) => join(folder, name));
    expect(files).toHaveLength(2);
    // After the bars.
    expect(stdout.trimEnd().split(/\r?\n/).slice(-2).toSorted()).toEqual(files);
    expect(stdout).toContain('not complete');
    // The cursor is given back.
    expect(stdout.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stdout.lastIndexOf('\u001b[?25l'));
  });

  test('a host that rests says how warm it is', async () => {
    const warm = await world.host({ environment: { STAND_IN: 'resting' } });
    const { args } = remote(warm.label);
    const running = startOnTerminal(args, { main, columns: 120 });
    await running.shows('stdout', new RegExp(`${warm.label} .*paused at 80\\.3 °C`));
    running.child.stdin!.write('\u0003');
    expect((await running.ended).code).toBe(130);
    await warm.server.stop();
  });

  test('--ask: ssh asks for the passphrase of a key, and about the key of a host', async () => {
    const key = join(world.folder, 'locked_key');
    makeKey(key, 'open sesame');
    world.authorize(readFileSync(`${key}.pub`, 'utf8'));
    const config = join(world.folder, 'locked_config');
    writeFileSync(
      config,
      [
        'Host *',
        `IdentityFile ${key}`,
        'IdentitiesOnly yes',
        'IdentityAgent none',
        'UserKnownHostsFile /dev/null',
      ].join('\n'),
    );
    const folder = temporaryFolder();
    const args = ['bench', 'remote', '--ssh-config', config, '-o', folder, quick.label];
    // Without --ask it doesn't hang on the question.
    expect((await run(args, { main })).stderr).toMatch(/not in known_hosts/);
    const running = startOnTerminal([...args, '--ask'], { main, columns: 120 });
    await running.shows('stdout', /continue connecting/);
    running.child.stdin!.write('yes\n');
    await running.shows('stdout', /Enter passphrase for key/);
    running.child.stdin!.write('open sesame\n');
    const { code } = await running.ended;
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual(['sample-board-4.json']);
  });

  test('--ask: Ctrl-C reaches ssh too; what was measured by then is kept, and the run there ends', async () => {
    const { args, folder } = remote('--ask', endless.label);
    const running = startOnTerminal(args, { main, columns: 120 });
    await running.shows('stdout', /50\.0 %/);
    running.child.stdin!.write('\u0003');
    const { code } = await running.ended;
    expect(code).toBe(130);
    const [file] = readdirSync(folder);
    expect(readDeviceCard(readFileSync(join(folder, file!), 'utf8')).isComplete).toBe(false);
  });
});
