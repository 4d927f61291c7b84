import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { installNode } from '../../../bench/support/node-versions.js';
import { canPackVectors } from '../../../src/engine/wide-vectors.js';
import { kernelFile } from '../../assembly/kernel-under-test.js';
import { MAIN } from '../../cli/command.js';
import { BLOCK, interval, windowAround } from '../../cli/samples.js';

const PROGRAM = fileURLToPath(new URL('../../assembly/programs/find-as-crypto-does.js', import.meta.url));

// The Node that runs the suites may have no such flag; those that have it come from npm.
describe.runIf(canPackVectors('22.12.0')).each(['22', '24', '26'])('the wide kernel on Node %s', (major) => {
  const run = (args: readonly string[]) =>
    spawnSync(installNode(major).execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 24 });

  it.each([
    ['after a warm-up', []],
    ['in optimised code from the start', ['--no-liftoff']],
    ['without AVX2', ['--no-enable-avx2']],
  ])('finds exactly what node:crypto finds, %s', (_, flags) => {
    const args = ['--experimental-wasm-revectorize', ...flags, PROGRAM, kernelFile('wide'), '400'];
    const { stdout, stderr } = run(args);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^400 cases, \d{4,} places\n$/);
  });

  it('searches for the command, which sets the flag without a word', () => {
    const window = interval(windowAround(BLOCK.nonce, 2 ** 24));
    const args = [
      MAIN,
      '--header',
      BLOCK.header,
      ...window,
      '--kernel',
      'wide',
      '--all',
      '--json',
      '--quiet',
    ];
    const { stdout, stderr, status } = run(args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [solution, end, ...more] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(solution).toMatchObject({ type: 'solution', nonce: BLOCK.nonce, kernel: 'wide' });
    expect(end).toMatchObject({ type: 'exhausted', hashes: 2 ** 24 });
    expect(more).toEqual([]);
  });
});
