import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { ASKING_SECONDS, LOGIN_SECONDS } from '../../../../src/remote/patience.js';
import { standIn } from '../../../hashrate/remote/stand-in.js';
import { sampleCard } from '../../../hashrate/sample-cards.js';
import { ManualClock } from '../../../support/ssh/manual-clock.js';
import { makeKey } from '../../../support/ssh/ssh-server.js';
import { SshWorld } from '../../../support/ssh/ssh-world.js';
import { freePorts } from '../../node/support/node-process.js';
import { Running, type RunSettings } from './support/running.js';

const world = new SshWorld();
afterAll(() => world.close());
const host = await world.host();
const artifact = standIn();
const WHOLE = { host: expect.anything(), card: sampleCard() };

/** Runs on one host. @returns how that ended */
async function run(label = host.label, settings: Partial<RunSettings> = {}) {
  const running = new Running([{ label }], 'whole', { artifact, configFile: world.configFile, ...settings });
  await running.ended;
  return running.outcomes[0]!;
}

const failsBy = (code: string, message: RegExp) => ({
  host: expect.anything(),
  error: expect.objectContaining({ code, message: expect.stringMatching(message) }),
});

/** A program for a host. */
function program(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe('ssh does not get through', () => {
  test('nothing listens', async () => {
    const [port] = await freePorts(1);
    expect(await run(`127.0.0.1:${port}`)).toEqual(
      failsBy('ERR_REMOTE_UNREACHABLE', /is the host on.*\(ssh: .*Connection refused\)$/),
    );
  });

  test('no such name', async () => {
    // RFC 6761: never resolved.
    expect(await run('host.invalid')).toEqual(
      failsBy('ERR_REMOTE_UNKNOWN_HOST', /name is not known \(ssh: .*host\.invalid/),
    );
  });

  test('an unknown host key, then the known one, then another', async () => {
    world.knowHosts([]);
    expect(await run()).toEqual(failsBy('ERR_REMOTE_HOST_KEY_UNKNOWN', /connect once by `ssh`/));
    world.knowHosts();
    expect(await run()).toEqual(WHOLE);
    await host.server.stop();
    host.server.renewHostKey();
    await host.server.start();
    expect(await run()).toEqual(failsBy('ERR_REMOTE_HOST_KEY_CHANGED', /another key.*ssh-keygen -R/));
    world.knowHosts();
    expect(await run()).toEqual(WHOLE);
  });

  test('a key that the host does not know', async () => {
    const key = join(world.folder, 'other_key');
    const configFile = join(world.folder, 'other_config');
    makeKey(key);
    world.configure(configFile);
    // The first of two counts; so it stands in the place of the right one.
    const text = spawnSync('sed', [`s#IdentityFile .*#IdentityFile ${key}#`, configFile], {
      encoding: 'utf8',
    });
    writeFileSync(configFile, text.stdout);
    expect(await run(undefined, { configFile })).toEqual(
      failsBy('ERR_REMOTE_AUTHENTICATION', /ssh-copy-id.*Permission denied/),
    );
  });

  test('a user that the host does not know', async () => {
    expect(await run(`nobody-of-that-name@${host.label}`)).toEqual(
      failsBy('ERR_REMOTE_AUTHENTICATION', /Permission denied/),
    );
  });

  test('no program ssh', async () => {
    vi.stubEnv('PATH', world.folder);
    const outcome = await run().finally(() => vi.unstubAllEnvs());
    expect(outcome).toEqual(failsBy('ERR_REMOTE_SSH_MISSING', /no program ssh/));
  });

  test('a configuration that ssh does not read', async () => {
    const configFile = join(world.folder, 'bad_config');
    writeFileSync(configFile, 'NoSuchKeyword yes\n');
    expect(await run(undefined, { configFile })).toEqual(
      failsBy('ERR_REMOTE_SSH', /bad configuration options/),
    );
  });
});

describe('the host has no use for the command', () => {
  test.each([
    ['', false, LOGIN_SECONDS],
    [', and ssh may ask', true, ASKING_SECONDS],
  ])('its login shell never comes to it%s', async (_, mayAsk, seconds) => {
    const clock = new ManualClock();
    const began = join(world.folder, `began-${mayAsk}`);
    const silent = await world.host({ config: [`ForceCommand touch ${began}; sleep 1000`] });
    const outcome = run(silent.label, { after: clock.after, mayAsk });
    await vi.waitUntil(() => existsSync(began), { timeout: 60_000 });
    clock.advance(seconds);
    expect(await outcome).toEqual(failsBy('ERR_REMOTE_SILENT', new RegExp(`within ${seconds} s`)));
    await silent.server.stop();
  });

  test('it has another kind of shell', async () => {
    const other = await world.host({ config: ['ForceCommand echo This account is not available; exit 1'] });
    expect(await run(other.label)).toEqual(failsBy('ERR_REMOTE_SHELL', /no POSIX shell/));
    await other.server.stop();
  });
});

describe('Node on the host', () => {
  /** A PATH with a shell and nothing else. */
  const path = mkdtempSync(join(world.folder, 'path-'));
  symlinkSync('/bin/sh', join(path, 'sh'));
  /** What an older Node answers to the question for its version (remote-command.test.ts asks it). */
  const OLD = 'echo "0 18.20.4"';
  const isElsewhere = ['/usr/local', ...readdirSync('/opt').map((name) => `/opt/${name}`)].some((folder) =>
    existsSync(join(folder, 'bin/node')),
  );

  test.skipIf(isElsewhere)('there is none, an old one, a good one in a usual place', async () => {
    const bare = await world.host({ environment: { PATH: path } });
    expect(await run(bare.label)).toEqual(failsBy('ERR_REMOTE_NO_NODE', /no Node on its PATH.*--node/));
    const old = program(join(bare.home, '.nvm/versions/node/v18.20.4/bin/node'), OLD);
    expect(await run(bare.label)).toEqual(
      failsBy('ERR_REMOTE_OLD_NODE', new RegExp(`got old Node 18\\.20\\.4, ${old}$`)),
    );
    const good = join(bare.home, '.nvm/versions/node/v20.19.0/bin/node');
    mkdirSync(join(good, '..'), { recursive: true });
    symlinkSync(process.execPath, good);
    expect(await run(bare.label)).toEqual(WHOLE);
    await bare.server.stop();
  });

  test('the newest of the usual places, where that of the PATH is old', async () => {
    const tools = mkdtempSync(join(world.folder, 'tools-'));
    symlinkSync('/bin/sh', join(tools, 'sh'));
    program(join(tools, 'node'), OLD);
    const several = await world.host({ environment: { PATH: tools } });
    const nvm = join(several.home, '.nvm/versions/node');
    const told = join(several.home, 'told');
    for (const [version, rating] of Object.entries({ 'v20.19.0': 20_019_000, 'v22.12.0': 22_012_000 })) {
      const rest = `echo ${version} > ${told}; exec ${process.execPath} "$@"`;
      program(
        join(nvm, version, 'bin/node'),
        `[ "$1" = -p ] && echo "${rating} ${version.slice(1)}" && exit; ${rest}`,
      );
    }
    expect(await run(several.label)).toEqual(WHOLE);
    expect(spawnSync('/bin/cat', [told], { encoding: 'utf8' }).stdout).toBe('v22.12.0\n');
    await several.server.stop();
  });

  test('--node: used, not there, not Node, old', async () => {
    const own = join(host.home, 'my node');
    symlinkSync(process.execPath, own);
    expect(await run(undefined, { node: own })).toEqual(WHOLE);
    expect(await run(undefined, { node: '~/my node' })).toEqual(WHOLE);
    const noNode = failsBy('ERR_REMOTE_NO_NODE', /is no Node there$/);
    expect(await run(undefined, { node: '/no/such/node' })).toEqual(noNode);
    expect(await run(undefined, { node: '/bin/ls' })).toEqual(noNode);
    const old = program(join(host.home, 'old'), OLD);
    expect(await run(undefined, { node: old })).toEqual(failsBy('ERR_REMOTE_OLD_NODE', /18\.20\.4/));
  });
});

describe('the cache folder', () => {
  test.each([
    ['read-only', '/proc/nowhere', /ENOENT|EROFS|EACCES/],
    ['below a file', '/dev/null', /ENOTDIR|EEXIST/],
  ])('%s', async (_, cache, message) => {
    const odd = await world.host({ environment: { XDG_CACHE_HOME: cache } });
    expect(await run(odd.label)).toEqual(failsBy('ERR_REMOTE_FOLDER', message));
    await odd.server.stop();
  });

  test('no room', async () => {
    const small = mkdtempSync(join(world.folder, 'small-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k,nr_inodes=8', 'tmpfs', small]);
    // Only root can; a file size limit is the next best.
    const config =
      mounted.status === 0 ? [] : ['ForceCommand trap "" XFSZ; ulimit -f 1; eval "$SSH_ORIGINAL_COMMAND"'];
    const large = standIn({ notes: Array(20).fill('x'.repeat(300)) });
    try {
      const full = await world.host({ config, environment: { XDG_CACHE_HOME: small } });
      expect(await run(full.label, { artifact: large })).toEqual(
        failsBy('ERR_REMOTE_FOLDER', /expected room for \d+ bytes in .*(ENOSPC|EFBIG)/),
      );
      // Nor is half a file left.
      expect(readdirSync(join(small, 'mine-wasm'))).toEqual([]);
      await full.server.stop();
    } finally {
      if (mounted.status === 0) spawnSync('umount', [small]);
    }
  });

  test('what arrives is not what was announced', async () => {
    const spoilt = { ...artifact, sha256: 'ab'.repeat(32) };
    expect(await run(undefined, { artifact: spoilt })).toEqual(
      failsBy('ERR_REMOTE_CHECKSUM', /expected a file with SHA-256 abab/),
    );
    expect(readdirSync(host.cache)).toEqual([`mine-wasm-${artifact.sha256}.cjs`]);
  });
});
