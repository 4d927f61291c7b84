import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../../src/node/', import.meta.url);

/** Every module that this one loads, directly or not; those of packages by name. */
function modulesFrom(file: URL, seen = new Set<string>()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  const source = readFileSync(file, 'utf8');
  expect(source).not.toMatch(/\b(process|Buffer|require)\b\s*[.(]/);
  for (const [, module] of source.matchAll(/^(?:import|export)\b(?! type\b)[^;]*? from '([^']+)'/gm)) {
    if (module!.startsWith('.')) modulesFrom(new URL(module!.replace(/\.js$/, '.ts'), file), seen);
    else seen.add(module!);
  }
  return seen;
}

it('building blocks takes neither Node nor engine, nor the library for addresses until one is asked for', () => {
  const modules = [...modulesFrom(new URL('block/block-work.ts', ROOT))];
  const files = modules.filter((module) => module.startsWith('file:'));
  for (const file of files) expect(file).toMatch(/\/src\/(bitcoin\/|node\/|errors\.ts$)/);
  expect(files.some((file) => file.endsWith('/node/block/payout.ts'))).toBe(true);
  expect(modules.filter((module) => !module.startsWith('file:')).sort()).toEqual([
    '@noble/hashes/sha2.js',
    '@noble/hashes/utils.js',
  ]);
});
