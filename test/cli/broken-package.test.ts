import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { KERNEL_NAMES } from '../../src/engine/kernel-names.js';
import { jsonLines, run, temporaryFolder } from './command.js';
import { BLOCK, interval, windowAround } from './samples.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SEARCH = ['--header', BLOCK.header, ...interval(windowAround(BLOCK.nonce, 5000))];

/** Spoils a kernel's file. */
type Spoil = (path: string) => void;
const truncate: Spoil = (path) => writeFileSync(path, readFileSync(path).subarray(0, 200));
const remove: Spoil = (path) => rmSync(path);
const fillWithText: Spoil = (path) => writeFileSync(path, 'not WebAssembly');
/** Still a valid module, but one of SHA-256's constants is another: 0x428a2f98, little-endian as data and as LEB128. */
const corrupt: Spoil = (path) => {
  const bytes = readFileSync(path);
  let changed = 0;
  for (const constant of [
    [0x98, 0x2f, 0x8a, 0x42],
    [0x98, 0xdf, 0xa8, 0xd4, 0x04],
  ]) {
    const pattern = Buffer.from(constant);
    for (let at = bytes.indexOf(pattern); at !== -1; at = bytes.indexOf(pattern, at + 1)) {
      bytes[at] = bytes[at]! ^ 1;
      changed++;
    }
  }
  expect(changed).toBeGreaterThan(0);
  writeFileSync(path, bytes);
};

/** A copy of the built package with spoilt kernels. @returns the command's file */
function packageWith(spoilt: Record<string, Spoil>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'build'));
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
  for (const name of KERNEL_NAMES) {
    cpSync(join(ROOT, 'build', `${name}.wasm`), join(folder, 'build', `${name}.wasm`));
  }
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  for (const [name, spoil] of Object.entries(spoilt)) spoil(join(folder, 'build', `${name}.wasm`));
  return join(folder, 'dist', 'cli', 'main.cjs');
}

describe.for(Object.entries({ truncate, remove, fillWithText, corrupt }))('%s', ([, spoil]) => {
  test('every kernel: 3, with the reason in one line', async () => {
    const main = packageWith(Object.fromEntries(KERNEL_NAMES.map((name) => [name, spoil])));
    for (const args of [SEARCH, [...SEARCH, '--kernel', 'simd'], ['info']]) {
      const plain = await run([...args, '--quiet'], { main });
      expect(plain).toMatchObject({ code: 3, stdout: '' });
      expect(plain.stderr).toMatch(/^mine-wasm: .*kernel.*simd.*\n$/i);
      const json = await run([...args, '--json', '--quiet'], { main });
      expect(json).toMatchObject({ code: 3, stdout: '' });
      expect(jsonLines(json.stderr)).toEqual([
        { type: 'error', code: 'ERR_NO_KERNEL', message: expect.stringContaining('simd') },
      ]);
    }
  });

  test('one kernel: the other one searches', async () => {
    const main = packageWith({ simd: spoil });
    const { code, stdout } = await run([...SEARCH, '--json'], { main });
    expect(code).toBe(0);
    expect(jsonLines(stdout)).toMatchObject([{ nonce: BLOCK.nonce, kernel: 'scalar' }]);
    expect((await run([...SEARCH, '--kernel', 'simd'], { main })).code).toBe(3);
  });
});

test('info says which kernel is not usable, and why', async () => {
  const main = packageWith({ simd: truncate });
  const { code, stdout } = await run(['info', '--json'], { main });
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toMatchObject([
    {
      kernels: expect.arrayContaining([
        { name: 'simd', usable: false, reason: expect.any(String) },
        { name: 'scalar', usable: true, hashRate: expect.any(Number) },
      ]),
      chosen: {
        fixed: expect.stringMatching(/^(wide|scalar)$/),
        rolled: expect.stringMatching(/^(wide|rolling|scalar)$/),
      },
    },
  ]);
});
