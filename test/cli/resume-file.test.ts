import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ResumeFile } from '../../src/cli/resume-file.js';
import type { SearchState } from '../../src/index.js';
import { temporaryFolder } from './command.js';

function stateWith(hashes: number): SearchState {
  return {
    format: 1,
    header: '00'.repeat(76),
    target: 'f'.repeat(64),
    order: 'all',
    versionMask: '00000000',
    versionRange: [0, 0],
    nonceRange: [0, 9],
    interval: ['0', '9'],
    left: [],
    solutions: [],
    hashes,
    seconds: 1,
  };
}

test('no file is no state', async () => {
  expect(await new ResumeFile(join(temporaryFolder(), 'none')).load()).toBeUndefined();
});

test('loads what was saved, and leaves nothing beside it', async () => {
  const folder = temporaryFolder();
  const file = new ResumeFile(join(folder, 'search.json'));
  await file.save(stateWith(1));
  await file.save(stateWith(2));
  expect(await file.load()).toEqual(stateWith(2));
  expect(readdirSync(folder)).toEqual(['search.json']);
});

test('saves follow each other in the order of the calls', async () => {
  const path = join(temporaryFolder(), 'search.json');
  const file = new ResumeFile(path);
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async (_, count) => {
      await file.save(stateWith(count));
      seen.push(count);
    }),
  );
  expect(seen).toEqual(Array.from({ length: 20 }, (_, count) => count));
  expect(JSON.parse(readFileSync(path, 'utf8')).hashes).toBe(19);
});

test('what a loss of power left beside it is written over', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'search.json');
  await new ResumeFile(path).save(stateWith(1));
  writeFileSync(`${path}.tmp`, '{"format":1,"hea');
  const file = new ResumeFile(path);
  expect(await file.load()).toEqual(stateWith(1));
  await file.save(stateWith(2));
  expect(await file.load()).toEqual(stateWith(2));
  expect(readdirSync(folder)).toEqual(['search.json']);
});

test('a save that fails says so, leaves the old state, and the next one works', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'search.json');
  const file = new ResumeFile(path);
  await file.save(stateWith(1));
  mkdirSync(`${path}.tmp`);
  await expect(file.save(stateWith(2))).rejects.toMatchObject({
    name: 'FlagError',
    flag: '--resume',
    message: `expected a file that can be written, got EISDIR: illegal operation on a directory, open '${path}'`,
  });
  expect(await file.load()).toEqual(stateWith(1));
  const other = new ResumeFile(join(folder, 'other.json'));
  await other.save(stateWith(3));
  expect(await other.load()).toEqual(stateWith(3));
});
