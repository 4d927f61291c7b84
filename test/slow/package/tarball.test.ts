import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pack, ROOT } from './consumer.js';

const { files } = pack();

test('holds what users need, and nothing else', () => {
  const needed =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|docs\/check-proof\.mjs|build\/(scalar|simd|rolling|wide)\.wasm|dist\/demo\/.+\.(html|css|js|wasm)|dist\/.+\.(c?js|d\.c?ts))$/;
  expect(files.filter((file) => !needed.test(file))).toEqual([]);
  for (const file of [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'docs/check-proof.mjs',
    'build/scalar.wasm',
    'build/simd.wasm',
    'build/rolling.wasm',
    'build/wide.wasm',
  ]) {
    expect(files).toContain(file);
  }
});

test('has the JavaScript and the types of each source file of the library, and of no other', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.c?ts$/.test(file) && !/^(cli|portable|standalone)\//.test(file),
  );
  const built = sources.flatMap((file) => {
    const [, path, kind] = /^(.*)\.(c?ts)$/.exec(file)!;
    return [`dist/${path}.${kind!.replace('ts', 'js')}`, `dist/${path}.d.${kind}`];
  });
  const library = files.filter((file) => /^dist\/(?!browser\/|cli\/|demo\/|portable\/)/.test(file));
  expect(library.sort()).toEqual(built.sort());
});

test("the commands' files are such as a shell can run, and the others of their folder are all in use", () => {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
  const { bin } = JSON.parse(read('package.json'));
  const inUse = new Set<string>(Object.values(bin));
  expect([...inUse]).toEqual(['dist/cli/main.cjs', 'dist/cli/grind-main.cjs']);
  for (const file of inUse) expect(read(file).startsWith('#!/usr/bin/env node\n')).toBe(true);
  for (const file of inUse) {
    for (const [, name] of read(file).matchAll(/"\.\/([\w-]+\.cjs)"/g)) inUse.add(`dist/cli/${name}`);
  }
  expect(files.filter((file) => file.startsWith('dist/cli/')).sort()).toEqual([...inUse].sort());
});

test('has the portable file in one piece', () => {
  expect(files.filter((file) => file.startsWith('dist/portable/'))).toEqual(['dist/portable/mine-wasm.cjs']);
});

test('has the standalone file for pages, and the script of its workers', () => {
  expect(files.filter((file) => file.startsWith('dist/browser/'))).toEqual([
    'dist/browser/mine-wasm.js',
    'dist/browser/worker.js',
  ]);
});

test('has the demo page: its script and style, its workers, and the kernels of browsers', () => {
  const page = files.filter((file) => file.startsWith('dist/demo/'));
  expect(page.map((file) => file.replace(/-[\w-]{8}\./, '.')).sort()).toEqual([
    'dist/demo/assets/index.css',
    'dist/demo/assets/index.js',
    'dist/demo/assets/rolling.wasm',
    'dist/demo/assets/scalar.wasm',
    'dist/demo/assets/simd.wasm',
    'dist/demo/assets/web-worker.js',
    'dist/demo/index.html',
  ]);
});

test('is no larger than it has to be', () => {
  // 1.28 MB at the time of writing, 0.45 of it the portable file and the standalone one, a fifth the clockchains, a tenth the demo.
  const { tarball } = pack();
  expect(readFileSync(tarball).length).toBeLessThan(1_400_000);
});
