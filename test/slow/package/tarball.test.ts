import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pack, ROOT } from './consumer.js';

const { files } = pack();

test('holds what users need, and nothing else', () => {
  const needed =
    /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|build\/(scalar|simd|rolling)\.wasm|dist\/.+\.(c?js|d\.c?ts))$/;
  expect(files.filter((file) => !needed.test(file))).toEqual([]);
  for (const file of [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'build/scalar.wasm',
    'build/simd.wasm',
    'build/rolling.wasm',
  ]) {
    expect(files).toContain(file);
  }
});

test('has the JavaScript and the types of each source file, and of no other', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.c?ts$/.test(file),
  );
  const built = sources.flatMap((file) => {
    const [, path, kind] = /^(.*)\.(c?ts)$/.exec(file)!;
    return [`dist/${path}.${kind!.replace('ts', 'js')}`, `dist/${path}.d.${kind}`];
  });
  expect(files.filter((file) => file.startsWith('dist/')).sort()).toEqual(built.sort());
});

test("the command's file is one that a shell can run", () => {
  expect(readFileSync(join(ROOT, 'dist/cli/main.js'), 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
});

test('is no larger than it has to be', () => {
  // 90 kB at the time of writing.
  const { tarball } = pack();
  expect(readFileSync(tarball).length).toBeLessThan(150_000);
});
