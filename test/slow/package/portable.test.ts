import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { KERNEL_NAMES } from '../../../dist/engine/kernel-names.js';
import { headers } from '../../bitcoin/vectors.js';
import { execute, installNodes, ROOT } from './consumer.js';

const BLOCK = headers.find(({ height }) => height === 277316)!;
/** Too much for the calling thread alone. */
const RANGE = [
  ...['--nonce-start', String(BLOCK.nonce - 2_000_000)],
  ...['--nonce-end', String(BLOCK.nonce + 100_000)],
];
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The file, copied alone into an empty folder that has no package above it. */
const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-portable-'));
const file = join(folder, 'mine-wasm.cjs');
copyFileSync(join(ROOT, 'dist/portable/mine-wasm.cjs'), file);

describe.for(Object.entries(installNodes()))('%s', ([, node]) => {
  const run = (args: readonly string[], env?: NodeJS.ProcessEnv) =>
    execute(node, [file, ...args], folder, env);

  test.each(['auto', ...KERNEL_NAMES])('finds a block by kernel %s', (kernel) => {
    const { code, stdout } = run(['--header', BLOCK.header, ...RANGE, '--kernel', kernel, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'solution', nonce: BLOCK.nonce, hash: BLOCK.hash });
  });

  test('its threads load the file itself, and nothing else', () => {
    const coverage = mkdtempSync(join(folder, 'coverage-'));
    const args = ['--header', BLOCK.header, ...RANGE, '--threads', '2'];
    const { code, stdout, stderr } = run(args, { NODE_V8_COVERAGE: coverage });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `nonce   ${BLOCK.nonce}\nhash    ${BLOCK.hash}\nheader  ${BLOCK.header}\n`,
    });
    expect(stderr).not.toMatch(/warning/i);
    // V8 reports every script that it has run, one file for each thread.
    const threads = readdirSync(coverage).map((name) => {
      const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as {
        result: { url: string }[];
      };
      return result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
    });
    expect(threads).toEqual(Array(3).fill([pathToFileURL(file).href]));
  });

  test('info measures each kernel', () => {
    const { code, stdout } = run(['info', '--json']);
    expect(code).toBe(0);
    const { kernels, ...facts } = JSON.parse(stdout);
    expect(facts).toMatchObject({ type: 'info', version, device: expect.any(String) });
    expect(kernels.length).toBeGreaterThanOrEqual(3);
    for (const { hashRate } of kernels) expect(hashRate).toBeGreaterThan(0);
  });

  test('--version, --help, decode, verify, grind', () => {
    expect(run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes') });
    expect(run(['decode', BLOCK.header])).toMatchObject({ code: 0, stderr: '' });
    expect(run(['verify', BLOCK.header]).code).toBe(0);
    // The regtest chain's first block: any nonce of two does.
    const regtest = `${'01000000'}${'00'.repeat(64)}dae5494dffff7f20${'00'.repeat(4)}`;
    const { code, stdout } = run(['grind', regtest]);
    expect(code).toBe(0);
    expect(run(['verify', stdout.trim()]).code).toBe(0);
  });

  test('clock: devices are this file, and threads that verify them', () => {
    const dir = mkdtempSync(join(folder, 'clock-'));
    const args = ['--difficulty', '1', '--rounds', '3', '--session', 'garden', '--dir', dir, '--json'];
    const { code, stdout } = run(['clock', 'run', ...args]);
    expect(code).toBe(0);
    const { chains, devices } = JSON.parse(stdout);
    expect(devices).toMatchObject([{ tau: 3 }, { tau: 3 }]);
    const verified = run(['clock', 'verify', '--threads', '2', ...chains]);
    expect(verified.code).toBe(0);
    expect(verified.stdout.match(/: valid: .*, 3 ticks of some /g)).toHaveLength(2);
  });

  test('bad input ends in one line', () => {
    expect(run(['--header', 'zz'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^mine-wasm: --header: expected .*\n$/),
    });
    expect(run(['--no-such-flag']).code).toBe(2);
    // What is loaded for one command alone is in the file too.
    expect(run(['solo', '--script', 'zz']).stderr).toMatch(/--script: expected/);
  });
});

test('it carries the licences of what it contains', () => {
  const text = readFileSync(file, 'utf8');
  for (const name of ['piscina', 'commander', '@noble/hashes', 'systeminformation']) {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+$`, 'm'));
  }
  expect(text).toContain('Apache License');
});
