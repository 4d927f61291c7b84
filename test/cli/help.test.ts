import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { jsonLines, run } from './command.js';
import { BLOCK } from './samples.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('--version is that of package.json', async () => {
  for (const flag of ['--version', '-V']) {
    expect(await run([flag])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
  }
});

describe('--help', () => {
  test('shows what is built, and nothing else', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const flags = [...stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, flag]) => flag);
    expect(flags.toSorted()).toEqual(
      [
        ...[
          'version',
          'header',
          'target',
          'bits',
          'difficulty',
          'nonce-start',
          'nonce-end',
          'version-mask',
          'threads',
          'kernel',
        ],
        ...['throttle', 'max-temp', 'order', 'all', 'timeout', 'resume', 'json', 'quiet', 'no-color', 'help'],
      ].toSorted(),
    );
    const commands = [...stdout.slice(stdout.indexOf('Commands:')).matchAll(/^ {2}([a-z]+) /gm)].map(
      ([, name]) => name,
    );
    expect(commands).toEqual(['verify', 'decode', 'grind', 'solo', 'bench', 'clock', 'demo', 'info', 'help']);
    expect(stdout).toContain('Examples:');
  });

  test('its first example is real', async () => {
    const { stdout } = await run(['--help']);
    const [, example] = /^ {4}mine-wasm (--nonce-start .*)$/m.exec(stdout)!;
    const args = example!.split(' ');
    expect(args.join(' ')).toContain(BLOCK.header.slice(0, 152));
    // Its window, narrowed, so that the test is quick.
    const found = await run([...args, '--nonce-start', String(BLOCK.nonce - 5000), '--json']);
    expect(jsonLines(found.stdout)).toMatchObject([{ nonce: BLOCK.nonce }]);
    const [start, end] = [/start (\d+)/, /end (\d+)/].map((pattern) => Number(pattern.exec(example!)![1]));
    expect(start).toBeLessThan(BLOCK.nonce);
    expect(end).toBeGreaterThan(BLOCK.nonce);
  });

  test.for(['verify', 'decode', 'solo', 'bench', 'info'])('of %s', async (command) => {
    const { code, stdout, stderr } = await run([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: mine-wasm ${command} `));
    for (const flag of ['--json', '--quiet', '--no-color']) expect(stdout).toContain(flag);
    // The same help the other way.
    expect((await run(['help', command])).stdout).toBe(stdout);
  });

  test('is no wider than a terminal but for the headers of examples', async () => {
    const { stdout } = await run(['--help']);
    for (const line of stdout.split('\n')) {
      if (!line.startsWith('    mine-wasm')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});
