import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOM = new URL('../../src/bitcoin/', import.meta.url);
const files = readdirSync(ROOM);

it('has files to look at', () => {
  expect(files).toContain('header.ts');
});

it.each(files)(
  '%s imports nothing but its own room, the errors and @noble/hashes: it runs in a browser too',
  (file) => {
    const source = readFileSync(new URL(file, ROOM), 'utf8');
    const modules = [...source.matchAll(/\bfrom '([^']+)'|\bimport\(?\s*'([^']+)'/g)].map(
      (match) => match[1] ?? match[2],
    );
    for (const module of modules) {
      expect(module).toMatch(/^(\.\/[a-z0-9-]+\.js|\.\.\/errors\.js|@noble\/hashes\/(sha2|utils)\.js)$/);
    }
    expect(source).not.toMatch(/\b(process|Buffer|require)\b\s*[.(]/);
  },
);
