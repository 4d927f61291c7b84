import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AgentFrameReader } from '../../src/remote/agent-frames.js';
import { remoteCommand } from '../../src/remote/remote-command.js';
import { standIn } from '../hashrate/remote/stand-in.js';

const TOKEN = 'mine-wasm-0123456789abcdef';
const { bytes, sha256 } = standIn();
const settings = { token: TOKEN, sha256, size: bytes.length, args: ['whole', `it's "quoted" \\ !`] };
const command = remoteCommand(settings);
const cache = mkdtempSync(join(tmpdir(), 'mine-wasm-remote-'));

describe('the command', () => {
  test('is one that every login shell hands on to sh as it is', () => {
    const [, script] = /^exec sh -c '(.*)'$/s.exec(command)!;
    expect(script).not.toMatch(/['\\!\n\r]/);
    // Dropbear's limit.
    expect(command.length).toBeLessThan(9000);
  });

  test('runs the file that it gets, and hands on what that writes', () => {
    const env = { PATH: process.env.PATH, HOME: cache, XDG_CACHE_HOME: cache };
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
      input: bytes,
      env,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const frames = stdout
      .split('\n')
      .filter((line) => line.startsWith(TOKEN))
      .map((line) => JSON.parse(line.slice(TOKEN.length)));
    expect(frames.map(({ type }) => type).slice(0, 3)).toEqual(['hello', 'need', 'start']);
    expect(frames.at(-1)).toEqual({ type: 'end', code: 0, signal: null });
  });

  test('says that a large file is coming in', () => {
    const large = Buffer.concat([bytes, Buffer.from(`//${'x'.repeat(500_000)}`)]);
    const sha256 = createHash('sha256').update(large).digest('hex');
    const { stdout } = spawnSync(
      '/bin/sh',
      ['-c', remoteCommand({ ...settings, sha256, size: large.length })],
      {
        input: large,
        env: { PATH: process.env.PATH, HOME: cache, XDG_CACHE_HOME: cache },
        encoding: 'utf8',
      },
    );
    const types = [...new AgentFrameReader(TOKEN).push(Buffer.from(stdout))].map(({ type }) => type);
    expect(types.filter((type) => type === 'received').length).toBeGreaterThan(1);
    expect(types.lastIndexOf('received')).toBeLessThan(types.indexOf('start'));
  });

  test.each(["it's", '-x', 'a"b', 'a\\b', 'a!b', '$(id)', '`id`', 'a\nb', ''])(
    'refuses --node %j',
    (node) => {
      expect(() => remoteCommand(settings, node)).toThrow(expect.objectContaining({ option: 'node' }));
    },
  );
});

describe('which versions of Node will do', () => {
  const [, expression] = /e="([^"]+)"/.exec(command)!;
  /** What a Node of that version would print. */
  const rate = (version: string): string => {
    const program = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); console.log(${expression})`;
    return spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' }).stdout.trim();
  };
  test.each(['0.10.48', '18.20.4', '20.11.1', '20.18.9', '21.7.3', '22.11.0'])('%s: too old', (version) => {
    expect(rate(version)).toBe(`0 ${version}`);
  });
  test('newer ones rate higher', () => {
    const versions = [
      '20.19.0',
      '20.20.2',
      '22.12.0',
      '22.12.1',
      '23.0.0',
      '24.4.1',
      '26.10.0-pre',
      '100.0.0',
    ];
    const rates = versions.map((version) => Number(rate(version).split(' ')[0]));
    expect(rates[0]).toBeGreaterThan(0);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(new Set(rates).size).toBe(rates.length);
  });
});
