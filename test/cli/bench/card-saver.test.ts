import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CardFile } from '../../../src/cli/bench/card-file.js';
import { CardSaver } from '../../../src/cli/bench/card-saver.js';
import { sampleCard } from '../../hashrate/sample-cards.js';
import { temporaryFolder } from '../command.js';

const withNotes = (count: number) => sampleCard({ notes: Array.from({ length: count }, (_, at) => `${at}`) });

test('versions are saved one after the other, and the last one stays', async () => {
  const path = join(temporaryFolder(), 'card.json');
  const saver = new CardSaver(await CardFile.open(path), () => expect.fail('nothing is to be told'));
  for (let count = 0; count < 50; count++) saver.save(withNotes(count));
  expect(await saver.finish(withNotes(50))).toBe(path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(withNotes(50));
});

test('what can not be saved is told once, and saved when it can be again', async () => {
  const folder = join(temporaryFolder(), 'folder');
  mkdirSync(folder);
  const path = join(folder, 'card.json');
  const told: string[] = [];
  const saver = new CardSaver(await CardFile.open(path), (message) => told.push(message));
  rmSync(folder, { recursive: true });
  expect(await saver.finish(withNotes(1))).toBeUndefined();
  expect(await saver.finish(withNotes(2))).toBeUndefined();
  expect(told).toEqual([expect.stringMatching(/^The card can not be written: ENOENT/)]);
  mkdirSync(folder);
  expect(await saver.finish(withNotes(3))).toBe(path);
});

test('without a file nothing is saved', async () => {
  const saver = new CardSaver(undefined, () => expect.fail('nothing is to be told'));
  saver.save(withNotes(1));
  expect(await saver.finish(withNotes(2))).toBeUndefined();
  await saver.discard();
});
