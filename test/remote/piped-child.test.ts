import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { spawnPiped } from '../../src/remote/piped-child.js';

const dist = (path: string) => JSON.stringify(new URL(`../../dist/${path}`, import.meta.url).href);

test('has pipes, and an end', async () => {
  const child = spawnPiped(process.execPath, [
    '-e',
    'process.stdin.pipe(process.stdout).on("finish", () => {})',
  ]);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  child.stdin.end('hello');
  expect(await child.ended).toEqual({ code: 0, signal: null });
  expect(text).toBe('hello');
});

test('a program that is not there has ended', async () => {
  expect(await spawnPiped('no-such-program', []).ended).toMatchObject({ error: { code: 'ENOENT' } });
});

test('and so has one whose arguments the system does not take', async () => {
  const { stdin, ended } = spawnPiped(process.execPath, ['x'.repeat(1 << 22)]);
  expect(await ended).toMatchObject({ error: { code: 'E2BIG' } });
  expect(stdin.writable).toBe(false);
});

describe.skipIf(process.platform === 'win32')('with no descriptor left', () => {
  /** In a process that may open 64 files, and has. */
  function run(script: string): string {
    const source = `
      ${script}
      const { openSync } = await import('node:fs');
      console.log('');
      try { for (;;) openSync('/dev/null'); } catch {}
      console.log(await go());
    `;
    const command = 'ulimit -n 64; exec "$0" --input-type=module -e "$1"';
    return execFileSync('sh', ['-c', command, process.execPath, source], { encoding: 'utf8' }).trim();
  }

  test('a device of this machine has ended, with the reason', () => {
    const words = run(`
      const { startChildDevice } = await import(${dist('clockchain/link/child-device.js')});
      const go = () => startChildDevice([process.execPath]).ended;
    `);
    expect(words).toMatch(/^it could not be started \(spawn .* EMFILE\)$/);
  });

  test('its link ends, and nothing is thrown', () => {
    const words = run(`
      const { startChildDevice } = await import(${dist('clockchain/link/child-device.js')});
      const { LineLink } = await import(${dist('clockchain/link/line-link.js')});
      const go = () => new Promise((onEnd) => {
        const link = new LineLink('one', () => startChildDevice([process.execPath]));
        const connection = link.connect({ onMessage: async () => {}, onFault() {}, onEnd });
        connection.send({ type: 'stop' });
      });
    `);
    expect(words).toMatch(/^it could not be started \(spawn .* EMFILE\)$/);
  });

  test('a device of another host has ended, too', () => {
    const words = run(`
      const { startSshDevice } = await import(${dist('clockchain/link/ssh-device.js')});
      const artifact = { bytes: new Uint8Array(1), sha256: '00'.repeat(32) };
      const go = () => startSshDevice({ label: 'here', name: 'here' }, { artifact, args: [] }).ended;
    `);
    expect(words).toMatch(/^ssh could not be started \(spawn ssh EMFILE\)$/);
  });
});
