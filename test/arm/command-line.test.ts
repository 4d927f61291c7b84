import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KERNEL_NAMES } from '../../dist/engine/kernel-names.js';
import { jsonLines, MAIN, run, type Settings, temporaryFolder } from '../cli/command.js';
import { BLOCK, interval, OTHER_HEADER, scan } from '../cli/samples.js';
import { start } from './support/emulate.js';
import { MACHINES } from './support/machines.js';

const FOUND = `nonce   ${BLOCK.nonce}\nhash    ${BLOCK.hash}\nheader  ${BLOCK.header}\n`;
/** The block's nonce is near its start, and it is long enough for worker threads. */
const AROUND = [
  '--header',
  BLOCK.header,
  ...interval({ start: BLOCK.nonce - 20_000, end: BLOCK.nonce + 1_000_000 }),
];
/** One in 256 hashes meets it. */
const EASY = `00${'ff'.repeat(31)}`;
/** What is never done while a test waits. */
const ENDLESS = ['--header', OTHER_HEADER, '--target', '1'.padStart(64, '0')];

describe.each(MACHINES)('$name', (machine) => {
  const command = (args: readonly string[], settings?: Settings) => start(machine, [MAIN, ...args], settings);

  test.each(KERNEL_NAMES)('finds a real block by kernel %s', async (kernel) => {
    const { code, stdout } = await command([...AROUND, '--kernel', kernel]).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: FOUND });
  });

  test('finds it on three threads, and says so in JSON', async () => {
    const { code, stdout } = await command([...AROUND, '--threads', '3', '--json']).ended;
    expect(code).toBe(0);
    const { nonce, hash, header, target } = BLOCK;
    expect(jsonLines(stdout)).toMatchObject([
      {
        type: 'solution',
        nonce,
        hash,
        header,
        target,
        threads: 3,
        difficulty: expect.closeTo(2506113302.783, 3),
      },
    ]);
  });

  test('--all: every solution', async () => {
    const args = ['--header', OTHER_HEADER, '--target', EASY, '--nonce-end', '9999', '--all', '--json'];
    const { code, stdout } = await command(args).ended;
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.pop()).toMatchObject({ type: 'exhausted', hashes: 10_000 });
    expect(lines.map(({ nonce }) => nonce).sort((a, b) => a - b)).toEqual(scan(OTHER_HEADER, EASY, 0, 9999));
  });

  test('exhausted: 1', async () => {
    const { code, stdout } = await command(['--header', BLOCK.header, '--nonce-end', '9999', '--json']).ended;
    expect(code).toBe(1);
    expect(jsonLines(stdout)).toMatchObject([{ type: 'exhausted', hashes: 10_000, state: { left: [] } }]);
  });

  test('--timeout: 124', async () => {
    const { code, stdout } = await command([...ENDLESS, '--timeout', '1', '--json']).ended;
    expect(code).toBe(124);
    expect(jsonLines(stdout)).toMatchObject([{ type: 'timeout' }]);
  });

  test('Ctrl-C: 130, and what is left is searched by the same command on x86', async () => {
    const path = join(temporaryFolder(), 'search.json');
    const size = 2_000_000;
    const target = `0000${'f'.repeat(60)}`;
    const search = ['--header', OTHER_HEADER, '--target', target, '--nonce-end', String(size - 1), '--all'];
    const running = command([...search, '--json', '--resume', path]);
    await running.shows('stdout', /\n/);
    running.child.kill('SIGINT');
    const interrupted = await running.ended;
    expect(interrupted.code).toBe(130);
    expect(jsonLines(interrupted.stdout).at(-1)).toMatchObject({ type: 'interrupted' });
    expect(existsSync(path)).toBe(true);
    const { hashes } = JSON.parse(readFileSync(path, 'utf8'));
    expect(hashes).toBeGreaterThan(0);
    expect(hashes).toBeLessThan(size);

    const { code, stdout } = await run([...search, '--json', '--resume', path]);
    expect(code).toBe(0);
    const lines = jsonLines(stdout);
    expect(lines.pop()).toMatchObject({ type: 'exhausted', hashes: size });
    expect(lines.map(({ nonce }) => nonce).sort((a, b) => a - b)).toEqual(
      scan(OTHER_HEADER, target, 0, size - 1),
    );
  });

  const tampered = `${BLOCK.header.slice(0, -1)}0`;
  test.each([
    { name: 'verify, valid', code: 0, args: ['verify', BLOCK.header] },
    { name: 'verify, not valid', code: 1, args: ['verify', tampered, '--json'] },
    { name: 'decode a header', code: 0, args: ['decode', BLOCK.header] },
    { name: 'decode bits', code: 0, args: ['decode', '1e0fffff', '--json'] },
    { name: 'decode a difficulty', code: 0, args: ['decode', '0.001', '--json'] },
    { name: 'bad input', code: 2, args: ['--header', 'zz'] },
    { name: 'an unknown flag', code: 2, args: ['--no-such-flag'] },
    { name: '--version', code: 0, args: ['--version'] },
    { name: '--help', code: 0, args: ['--help'] },
  ])('$name: $code, and the same words as on x86', async ({ args, code }) => {
    const [there, here] = [await command(args).ended, await run(args)];
    expect(there).toEqual(here);
    expect(there.code).toBe(code);
  });

  test('info', async () => {
    const env = { XDG_CACHE_HOME: temporaryFolder() };
    const { code, stdout } = await command(['info', '--json'], { env }).ended;
    expect(code).toBe(0);
    const [line] = jsonLines(stdout);
    expect(line).toMatchObject({
      type: 'info',
      emulator: 'qemu',
      // Not this machine's, and not `unknown`.
      cpu: expect.stringMatching(/^(arm|Cortex)/),
      os: expect.stringMatching(new RegExp(` ${machine.arch}$`)),
      node: expect.stringMatching(new RegExp(`^${machine.version.slice(1)}`)),
      // V8 packs vectors on x86-64 alone.
      kernels: KERNEL_NAMES.filter((name) => name !== 'wide').map((name) => ({
        name,
        usable: true,
        hashRate: expect.any(Number),
      })),
    });
    for (const { hashRate } of line!.kernels) expect(hashRate).toBeGreaterThan(0);
    // There is no newer Node to advise for 32 bits.
    expect(line).not.toHaveProperty('hint');
  });
});
