import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GRACE_SECONDS, SILENCE_SECONDS } from '../../../../src/remote/patience.js';
import { standIn } from '../../../hashrate/remote/stand-in.js';
import { sampleCard } from '../../../hashrate/sample-cards.js';
import { ManualClock } from '../../../support/ssh/manual-clock.js';
import { type SshHost, SshWorld } from '../../../support/ssh/ssh-world.js';
import { Running as AnyRunning, type RunSettings } from './support/running.js';

const world = new SshWorld();
afterAll(() => world.close());
const one = await world.host();
const two = await world.host();
const hosts = [one, two];
const artifact = standIn();
class Running extends AnyRunning {
  constructor(
    where: readonly { readonly label: string }[],
    what: string,
    settings: Partial<RunSettings> = {},
  ) {
    super(where, what, { artifact, configFile: world.configFile, ...settings });
  }
}
const FILE = `mine-wasm-${artifact.sha256}.cjs`;

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);
const isGone = (pid: number) => vi.waitUntil(() => !isAlive(pid), { timeout: 60_000 });
/** All files below a host's home folder. */
const filesOf = ({ home }: SshHost) =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('two hosts', () => {
  test('each gives its card; the file is sent once, and is all that is left there', async () => {
    const first = new Running(hosts, 'whole');
    await first.ended;
    expect(first.outcomes).toHaveLength(2);
    for (const host of hosts) {
      expect(first.outcome(host)).toEqual({ host: expect.anything(), card: sampleCard() });
      expect(first.of(host).map(({ type }) => type)).toEqual([
        ...['connected', 'sending', 'stage', 'progress', 'note'],
      ]);
      expect(first.of(host)[0]).toMatchObject({ node: process.versions.node, architecture: process.arch });
      expect(filesOf(host)).toEqual([FILE]);
    }
    const second = new Running(hosts, 'whole');
    await second.ended;
    for (const host of hosts) {
      expect(second.outcome(host)?.card).toEqual(sampleCard());
      expect(second.of(host).map(({ type }) => type)).not.toContain('sending');
    }
  });

  test('a damaged file there is sent again', async () => {
    writeFileSync(join(one.cache, FILE), artifact.bytes.subarray(0, 100));
    const running = new Running([one], 'whole');
    await running.ended;
    expect(running.of(one)[1]).toMatchObject({ type: 'sending', isDamaged: true });
    expect(running.outcome(one)?.card).toEqual(sampleCard());
    expect(readFileSync(join(one.cache, FILE)).equals(artifact.bytes)).toBe(true);
  });

  test('side by side: both run at the same time', async () => {
    const running = new Running(hosts, 'endless');
    await Promise.all(hosts.map((host) => running.pid(host)));
    expect(running.outcomes).toEqual([]);
    running.abort.abort();
    await running.ended;
  });

  test('in turn: the second begins when the first has ended', async () => {
    const order: string[] = [];
    const running = new Running(hosts, 'whole', {
      inTurn: true,
      onEvent: ({ label }) => order.push(label),
      onOutcome: async ({ host }) => void order.push(`end of ${host.label}`),
    });
    await running.ended;
    expect(order.filter((word, i) => word !== order[i - 1])).toEqual(
      hosts.flatMap(({ label }) => [label, `end of ${label}`]),
    );
  });

  test('one is switched off in mid-run: its partial card is kept, and the other gives a whole one', async () => {
    const running = new Running(hosts, 'patient');
    const pids = await Promise.all(hosts.map((host) => running.pid(host)));
    await one.server.stop();
    await running.until(() => running.outcome(one) !== undefined);
    expect(running.outcome(one)).toMatchObject({
      card: { isComplete: false },
      error: { code: 'ERR_REMOTE_CUT', message: expect.stringMatching(/cut in mid-run \(ssh: .+\)/) },
    });
    expect(running.outcome(two)).toBeUndefined();
    writeFileSync(join(two.home, 'go'), '');
    await running.ended;
    expect(running.outcome(two)).toEqual({ host: expect.anything(), card: sampleCard() });
    // The agent ends what it has started when its link is cut, even what doesn't look at its stdin.
    for (const pid of pids) await isGone(pid);
    await one.server.start();
  });

  test('a signal ends both, and what runs there; partial cards are kept', async () => {
    const running = new Running(hosts, 'endless');
    const pids = await Promise.all(hosts.map((host) => running.pid(host)));
    running.abort.abort();
    await running.ended;
    for (const host of hosts) {
      expect(running.outcome(host)).toMatchObject({ card: { isComplete: false } });
      expect(running.outcome(host)?.error).toBeUndefined();
    }
    for (const pid of pids) await isGone(pid);
    const late = new Running(hosts, 'whole', { signal: AbortSignal.abort() });
    await late.ended;
    expect(late.outcomes).toEqual([]);
  });

  test('a benchmark that does not end by itself is killed', async () => {
    const running = new Running([one], 'deaf');
    const pid = await running.pid(one);
    running.abort.abort();
    await running.ended;
    expect(running.outcome(one)).toMatchObject({ card: { isComplete: false } });
    await isGone(pid);
  });
});

test('the link is cut: the partial card is kept, and what ran there ends', async () => {
  const running = new Running([one], 'endless');
  const pid = await running.pid(one);
  one.server.cut();
  await running.ended;
  expect(running.outcome(one)).toMatchObject({
    card: { isComplete: false },
    error: { code: 'ERR_REMOTE_CUT' },
  });
  await isGone(pid);
});

test('the link is cut before anything was measured: there is no card', async () => {
  const running = new Running([one], 'unmeasured');
  const pid = await running.pid(one);
  one.server.cut();
  await running.ended;
  expect(running.outcome(one)).toEqual({
    host: expect.anything(),
    error: expect.objectContaining({ code: 'ERR_REMOTE_CUT' }),
  });
  await isGone(pid);
});

describe('a benchmark that says nothing any more', () => {
  test('is given up, and the next host has its turn', async () => {
    const clock = new ManualClock();
    const hung = await world.host({ environment: { STAND_IN: 'endless' } });
    const well = await world.host({ environment: { STAND_IN: 'whole' } });
    const running = new Running([hung, well], 'bench', { inTurn: true, after: clock.after });
    const pid = await running.pid(hung);
    process.kill(pid, 'SIGSTOP');
    clock.advance(SILENCE_SECONDS);
    // Nor does it end when it is asked to.
    clock.advance(GRACE_SECONDS);
    await running.ended;
    expect(running.outcome(hung)).toMatchObject({
      card: { isComplete: false },
      error: { code: 'ERR_REMOTE_SILENT', message: expect.stringMatching(/said nothing for 120 s/) },
    });
    expect(running.outcome(well)).toEqual({ host: expect.anything(), card: sampleCard() });
    await isGone(pid);
    await Promise.all([hung.server.stop(), well.server.stop()]);
  });

  test('but not one that rests and says so', async () => {
    const clock = new ManualClock();
    const running = new Running([one], 'resting', { after: clock.after });
    const pid = await running.pid(one);
    await running.until(() => running.of(one).some(({ type }) => type === 'paused'));
    const words = () => running.of(one).filter(({ type }) => type === 'progress').length;
    for (const count of [2, 3, 4]) {
      clock.advance(SILENCE_SECONDS - 1);
      writeFileSync(join(one.home, 'word'), '');
      await running.until(() => words() === count || running.outcomes.length > 0);
    }
    expect(running.outcomes).toEqual([]);
    clock.advance(SILENCE_SECONDS);
    await running.ended;
    // It ends when it is asked to, and says what it has.
    expect(running.outcome(one)).toMatchObject({
      card: { isComplete: false },
      error: { code: 'ERR_REMOTE_SILENT' },
    });
    await isGone(pid);
  });
});

describe('killed on the host', () => {
  test('the benchmark', async () => {
    const running = new Running([one], 'endless');
    process.kill(await running.pid(one), 'SIGKILL');
    await running.ended;
    expect(running.outcome(one)).toMatchObject({
      card: { isComplete: false },
      error: { code: 'ERR_REMOTE_BENCH', message: expect.stringContaining('was killed by SIGKILL') },
    });
  });

  test('the agent', async () => {
    const running = new Running([one], 'endless');
    const pid = await running.pid(one);
    const [, parent] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!;
    process.kill(Number(parent), 'SIGKILL');
    await running.ended;
    expect(running.outcome(one)).toMatchObject({
      card: { isComplete: false },
      error: { code: 'ERR_REMOTE_BENCH', message: 'what runs on the host was killed there' },
    });
    await isGone(pid);
  });
});

describe('what the benchmark does wrong', () => {
  test.each([
    ['fails', 'ERR_REMOTE_BENCH', /exit code 3 .*: every kernel is wrong \(ERR_HARDWARE\)/, true],
    ['early', 'ERR_REMOTE_BENCH', /exit code 3/, false],
    ['partial', 'ERR_REMOTE_BENCH', /exit code 3 .*: a kernel failed/, true],
    ['garbage', 'ERR_REMOTE_OUTPUT', /^Expected a device card, got/, true],
  ])('%s', async (what, code, message, hasCard) => {
    const running = new Running([one], what);
    await running.ended;
    const { card, error } = running.outcome(one)!;
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(card?.isComplete).toBe(hasCard ? false : undefined);
  });
});

describe('any login shell, and what it writes', () => {
  const through = (shell: string, before = '') => [
    `ForceCommand ${before}exec ${shell} -c "$SSH_ORIGINAL_COMMAND"`,
  ];
  test.each([
    ['sh', through('/bin/sh')],
    ['bash', through('/bin/bash')],
    ['fish', through('/usr/bin/fish')],
    ['csh', through('/usr/bin/tcsh')],
    ['a greeting without an end of line', through('/bin/sh', 'printf Welcome; printf Hello >&2; ')],
    ['a binary greeting', through('/bin/sh', 'head -c 100000 /dev/urandom; ')],
  ])('%s', async (_, config) => {
    const host = await world.host({ config });
    const running = new Running([host], 'whole');
    await running.ended;
    expect(running.outcome(host)).toEqual({ host: expect.anything(), card: sampleCard() });
    await host.server.stop();
  });

  test('a banner of the server', async () => {
    const banner = join(world.folder, 'banner');
    writeFileSync(banner, 'Permission denied for all but friends\n');
    const host = await world.host({ config: [`Banner ${banner}`] });
    const running = new Running([host], 'whole');
    await running.ended;
    expect(running.outcome(host)?.card).toEqual(sampleCard());
    await host.server.stop();
  });
});

describe("ssh's own configuration", () => {
  const file = join(world.folder, 'aliases');
  beforeEach(() => {
    world.configure(file, [
      'Host board',
      'HostName 127.0.0.1',
      `Port ${one.server.port}`,
      // Each of which would break the run, were it heeded.
      'LogLevel QUIET',
      'RemoteCommand echo no',
      'RequestTTY force',
      'ControlMaster auto',
      `ControlPath ${join(world.folder, 'master')}`,
      'ControlPersist yes',
    ]);
  });
  afterEach(() => expect(existsSync(join(world.folder, 'master'))).toBe(false));

  test('an alias', async () => {
    const running = new Running([{ label: 'board' }], 'whole', { configFile: file });
    await running.ended;
    expect(running.outcomes).toMatchObject([{ card: { isComplete: true } }]);
  });
});
