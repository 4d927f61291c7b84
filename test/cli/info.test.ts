import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { KERNEL_NAMES } from '../../src/engine/kernel-names.js';
import { canPackVectors } from '../../src/engine/wide-vectors.js';
import { jsonLines, run, temporaryFolder } from './command.js';
import { BLOCK, interval, windowAround } from './samples.js';

/** The wide kernel takes part where V8 can pack vectors. */
const NAMES = KERNEL_NAMES.filter((name) => name !== 'wide' || canPackVectors());

test('info: the device, each kernel with its self-test and rate, and the choice', async () => {
  const env = { XDG_CACHE_HOME: temporaryFolder() };
  const { code, stdout } = await run(['info'], { env });
  expect(code).toBe(0);
  const names = [
    'mine-wasm',
    'device',
    'cpu',
    'os',
    'cores',
    'node',
    ...NAMES.map((name) => `kernel ${name}`),
    'chosen',
    'with --version-mask',
  ];
  const rows = stdout.trimEnd().split('\n');
  for (const name of names) expect(rows.filter((row) => row.startsWith(`${name} `))).toHaveLength(1);
  for (const kernel of NAMES) {
    expect(stdout).toMatch(
      new RegExp(`^kernel ${kernel} +self-test passed, [1-9][\\d.]* [kMG]H/s on one thread$`, 'm'),
    );
  }
  expect(stdout).toMatch(/^chosen +(simd|scalar|wide), the fastest just now$/m);
  expect(stdout).toMatch(/^with --version-mask +(rolling|simd|scalar|wide), the fastest just now$/m);
  // One column for all values.
  const columns = rows.map((row) => row.search(/(?<= {2})\S/));
  expect(new Set(columns).size).toBe(1);
});

test('info --json, and the choice is kept for searches', async () => {
  const env = { XDG_CACHE_HOME: temporaryFolder() };
  const { code, stdout } = await run(['info', '--json'], { env });
  expect(code).toBe(0);
  const [line, ...rest] = jsonLines(stdout);
  expect(rest).toEqual([]);
  expect(line).toMatchObject({
    type: 'info',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    device: expect.any(String),
    cpu: expect.any(String),
    os: expect.any(String),
    node: process.versions.node,
    v8: process.versions.v8,
    chosen: {
      fixed: expect.stringMatching(/^(simd|scalar|wide)$/),
      rolled: expect.stringMatching(/^(rolling|simd|scalar|wide)$/),
    },
    before: {},
  });
  expect(line).not.toHaveProperty('emulator');
  expect(line!.cores).toBeGreaterThanOrEqual(line!.threads);
  expect(line!.threads).toBeGreaterThanOrEqual(1);
  expect(line!.threads).toBeLessThanOrEqual(availableParallelism());
  expect(line!.kernels).toHaveLength(NAMES.length);
  for (const kernel of line!.kernels) {
    expect(kernel).toEqual({ name: expect.any(String), usable: true, hashRate: expect.any(Number) });
    expect(kernel.hashRate).toBeGreaterThan(0);
  }
  const fastest = line!.kernels.toSorted(
    (a: { hashRate: number }, b: { hashRate: number }) => b.hashRate - a.hashRate,
  );
  const fastestBut = (...names: string[]): string =>
    fastest.find((kernel: { name: string }) => !names.includes(kernel.name)).name;
  // Without rolled versions, `rolling` has nothing to share.
  expect(line!.chosen).toEqual({ fixed: fastestBut('rolling'), rolled: fastestBut() });

  const flags = ['--header', BLOCK.header, ...interval(windowAround(BLOCK.nonce, 1000))];
  const search = await run(flags, { env });
  // A short search packs no vectors.
  expect(search.stderr).toContain(
    `kernel ${fastestBut('rolling', 'wide')} (the fastest here, as measured before)`,
  );
  const rolled = await run([...flags, '--version-mask', '6000'], { env });
  expect(rolled.stderr).toContain(`kernel ${fastestBut('wide')} (the fastest here, as measured before)`);
});
