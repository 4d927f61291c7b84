import { describe, expect, test } from 'vitest';
import { jsonLines, run, temporaryFolder } from '../command.js';

describe('bench remote refuses', () => {
  test.each([
    [['--', '-oProxyCommand=id'], '<host...>', /expected \[user@\]host\[:port\], .*got "-oProxyCommand=id"/],
    [['::1'], '<host...>', /IPv6 address in brackets/],
    [[], '<host>', /expected a value/],
    [['a:22', 'a:22'], '<host...>', /expected different hosts, got "a:22" twice/],
    [['a', 'pi@A:22'], '<host...>', /got "a" and "pi@A:22", both of which are a, port 22/],
    [['--ssh-config', '/no/such/file', 'a'], '--ssh-config', /ENOENT/],
    [['-o', '/no/such/folder', 'a'], '--output-dir', /ENOENT/],
    [['--node', '$(id)', 'a'], '--node', /expected a path/],
    [['--sustain', 'long', 'a'], '--sustain', /expected a time/],
    [['--port', '22', 'a'], '--port', /expected a flag that exists/],
  ])('%j', async (words, option, message) => {
    const { code, stdout, stderr } = await run(['bench', 'remote', '--json', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(jsonLines(stderr)).toMatchObject([
      { type: 'error', option, message: expect.stringMatching(message) },
    ]);
  });
});

test('--help', async () => {
  const { code, stdout } = await run(['bench', 'remote', '--help']);
  expect(code).toBe(0);
  for (const flag of ['--ask', '--ssh-config', '--in-turn', '--output-dir']) expect(stdout).toContain(flag);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(84);
});

test('no ssh here is told for each host', async () => {
  const args = ['bench', 'remote', '--json', '-o', temporaryFolder(), 'a', 'b'];
  const { code, stderr } = await run(args, { env: { PATH: '/nowhere' } });
  expect(code).toBe(1);
  expect(jsonLines(stderr).toSorted((a, b) => a.host.localeCompare(b.host))).toMatchObject(
    ['a', 'b'].map((host) => ({ type: 'error', host, code: 'ERR_REMOTE_SSH_MISSING' })),
  );
});
