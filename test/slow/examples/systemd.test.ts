import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BLOCK } from '../../cli/samples.js';
import { settings, UNITS, unit } from '../../examples/units.js';
import { RegtestNode } from '../../node/support/regtest-node.js';
import { installSystemd, Systemd } from './support/systemd.js';

const SEARCH = 'mine-wasm-search';
const SOLO = 'mine-wasm-solo';
/** As long as the test may take. */
const FOREVER = { timeout: 600_000, interval: 200 };

/** The unit's command with more flags, told to files; else nothing is changed but how soon it is tried again. */
function adapt(name: (typeof UNITS)[number], ...flags: string[]): string[] {
  const command = settings(unit(name), 'ExecStart').join();
  return [
    'ExecStart=',
    `ExecStart=${[command, ...flags].join(' ')}`,
    'StandardOutput=append:/run/out',
    'StandardError=append:/run/err',
    'RestartSec=100ms',
  ];
}

beforeAll(installSystemd);

describe.each(UNITS)('%s.service', (name) => {
  it('has nothing that systemd does not know', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-units-'));
    // It looks whether the program is there.
    const program = join(folder, 'mine-wasm');
    writeFileSync(program, '#!/bin/sh\n');
    chmodSync(program, 0o755);
    const file = join(folder, `${name}.service`);
    writeFileSync(file, unit(name).replace('ExecStart=mine-wasm', `ExecStart=${program}`));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('under systemd', () => {
  let systemd: Systemd;
  beforeEach(async () => {
    systemd = await Systemd.boot();
  });
  afterEach(() => systemd.shutDown());

  const state = () => JSON.parse(systemd.read('/var/lib/mine-wasm/search.json'));
  /** Since it was made: the time that has passed, and the search's ticks of the processor for each millisecond of it. */
  const meter = () => {
    const ticks = () => {
      const fields = systemd.read(`/proc/${systemd.property(SEARCH, 'MainPID')}/stat`).split(' ');
      return Number(fields[13]) + Number(fields[14]);
    };
    const [time, before] = [performance.now(), ticks()];
    return () => {
      const milliseconds = performance.now() - time;
      return { milliseconds, share: (ticks() - before) / milliseconds };
    };
  };
  const start = (name: string) => systemd.run('systemctl', 'start', name);
  const stop = (name: string) => systemd.run('systemctl', 'stop', name);

  it('a search runs as its own user, stops with its state saved, and goes on', async () => {
    systemd.enable(SEARCH, adapt(SEARCH));
    start(SEARCH);
    await systemd.shows('/run/err', /kernel/);
    const process = systemd.property(SEARCH, 'MainPID');
    const user = systemd.run('stat', '--format', '%u', `/proc/${process}`);
    // Where systemd takes its dynamic users from.
    expect(Number(user)).toBeGreaterThanOrEqual(61184);
    expect(Number(user)).toBeLessThanOrEqual(65519);
    expect(systemd.run('ps', '--format', 'nice=', '--pid', process).trim()).toBe('19');
    expect(systemd.run('stat', '--format', '%A %u', '/var/lib/mine-wasm/search.json')).toBe(
      `-rw------- ${user}`,
    );
    await systemd.shows('/var/lib/mine-wasm/search.json', /"hashes":[1-9]/);
    stop(SEARCH);
    expect(systemd.property(SEARCH, 'ActiveState')).toBe('inactive');
    expect(systemd.property(SEARCH, 'Result')).toBe('success');
    expect(systemd.read('/run/err')).toMatch(/The same command goes on/);
    const { hashes } = state();
    start(SEARCH);
    await systemd.shows('/run/err', /Going on after/);
    stop(SEARCH);
    expect(state().hashes).toBeGreaterThanOrEqual(hashes);
  });

  it('a search that is killed is started again, and goes on', async () => {
    systemd.enable(SEARCH, adapt(SEARCH));
    start(SEARCH);
    await systemd.shows('/var/lib/mine-wasm/search.json', /"hashes":[1-9]/);
    systemd.run('systemctl', 'kill', '--signal=SIGKILL', SEARCH);
    await systemd.shows('/run/err', /Going on after/);
    expect(systemd.property(SEARCH, 'NRestarts')).toBe('1');
    stop(SEARCH);
    expect(systemd.property(SEARCH, 'Result')).toBe('success');
  });

  it.each([
    { what: 'that found', first: BLOCK.nonce - 1000, last: BLOCK.nonce, status: '0' },
    { what: 'without a solution', first: 0, last: 1000, status: '1' },
  ])('a search $what, exit $status, is over, and was a success', async ({ first, last, status }) => {
    systemd.enable(SEARCH, adapt(SEARCH, '--nonce-start', `${first}`, '--nonce-end', `${last}`));
    start(SEARCH);
    await systemd.reaches(SEARCH, 'ActiveState', 'inactive', 'failed');
    expect(systemd.property(SEARCH, 'Result')).toBe('success');
    expect(systemd.property(SEARCH, 'ExecMainStatus')).toBe(status);
    expect(systemd.property(SEARCH, 'NRestarts')).toBe('0');
    const found = systemd.read('/run/out');
    if (status === '0') expect(found).toContain(`nonce   ${BLOCK.nonce}\n`);
    else expect(found).toBe('');
  });

  it('a search pauses in the heat, uses no CPU meanwhile, and goes on when it is cooler', async () => {
    systemd.enable(SEARCH, adapt(SEARCH));
    start(SEARCH);
    await systemd.shows('/var/lib/mine-wasm/search.json', /"hashes":[1-9]/);
    const atWork = meter();
    const { hashes: first } = state();
    await vi.waitUntil(() => state().hashes > first, FOREVER);
    const work = atWork();
    systemd.heat(75.4);
    await systemd.shows('/run/err', /^Paused at 75\.4 °C; goes on below 70 °C$/m);
    const atRest = meter();
    systemd.heat(72);
    // What is left of compiling weighs less and less, and what goes on does not.
    await vi.waitUntil(() => {
      const rest = atRest();
      return rest.milliseconds >= work.milliseconds && rest.share < work.share / 10;
    }, FOREVER);
    expect(systemd.read('/run/err')).not.toMatch(/Goes on/);
    const { hashes } = state();
    systemd.heat(69.9);
    await systemd.shows('/run/err', /^Goes on at 69\.9 °C after [\d.]+ s$/m);
    stop(SEARCH);
    expect(state().hashes).toBeGreaterThan(hashes);
    expect(systemd.read('/run/err')).toMatch(/^Paused for [\d.]+ s in all$/m);
  });

  it('bad input fails once, and is not tried again', async () => {
    systemd.enable(SEARCH, ['Environment=HEADER=xy', ...adapt(SEARCH)]);
    start(SEARCH);
    await systemd.reaches(SEARCH, 'ActiveState', 'inactive', 'failed');
    expect(systemd.property(SEARCH, 'ActiveState')).toBe('failed');
    expect(systemd.property(SEARCH, 'ExecMainStatus')).toBe('2');
    expect(systemd.property(SEARCH, 'NRestarts')).toBe('0');
    expect(systemd.read('/run/err')).toMatch(/^mine-wasm: --header: expected /);
  });

  it('solo mines on a node, and keeps its journal in its state directory', async () => {
    const node = await RegtestNode.start();
    const { origin, username } = new URL(node.url);
    systemd.writeFile(
      '/etc/mine-wasm/solo.env',
      [
        `RPC_URL=${origin}`,
        `RPC_USER=${username || 'me'}`,
        'ADDRESS=bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
        'MINE_WASM_RPC_PASSWORD=secret',
        '',
      ].join('\n'),
    );
    systemd.enable(SOLO, adapt(SOLO, '--blocks', '2'));
    start(SOLO);
    await systemd.reaches(SOLO, 'ActiveState', 'inactive', 'failed');
    expect(systemd.read('/run/err')).toMatch(/2 blocks accepted of 2 found/);
    expect(systemd.property(SOLO, 'Result')).toBe('success');
    expect(node.height).toBe(2);
    expect(systemd.run('ls', '/var/lib/mine-wasm')).toBe('blocks\n');
    expect(systemd.run('ls', '/var/cache/mine-wasm')).toMatch(/^(\S+\n)?$/);
  });
});
