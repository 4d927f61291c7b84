import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CardFile, cardName, writeCard } from '../../../src/cli/bench/card-file.js';
import { sampleCard } from '../../hashrate/sample-cards.js';
import { temporaryFolder } from '../command.js';

test.each([
  ['Raspberry Pi 4 Model B Rev 1.4', 'raspberry-pi-4-model-b-rev-1-4'],
  ['Intel(R) NUC / 12', 'intel-r-nuc-12'],
  ['../../etc/passwd', 'etc-passwd'],
  ['', 'device'],
  ['樹莓派', 'device'],
  ['x'.repeat(300), 'x'.repeat(80)],
])('%s is named %s', (model, name) => {
  expect(cardName(model)).toBe(name);
});

test('no card is overwritten by one without a name, nor by one that comes at the same time', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'sample-board-4.json'), 'kept');
  const paths = await Promise.all([1, 2, 3].map(() => writeCard(folder, sampleCard())));
  expect(new Set(paths)).toEqual(
    new Set([2, 3, 4].map((number) => join(folder, `sample-board-4-${number}.json`))),
  );
  for (const path of paths) expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(sampleCard());
  expect(readFileSync(join(folder, 'sample-board-4.json'), 'utf8')).toBe('kept');
  expect(readdirSync(folder)).toHaveLength(4);
});

test('a card that grows is saved over itself, and nothing is left beside it', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'card.json');
  const file = await CardFile.open(path);
  expect(existsSync(path)).toBe(false);
  expect(await file.save(sampleCard({ isComplete: false }))).toBe(path);
  expect(await file.save(sampleCard())).toBe(path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(sampleCard());
  expect(readdirSync(folder)).toEqual(['card.json']);
  await file.remove();
  expect(readdirSync(folder)).toEqual([]);
});

describe('a place that can not be written is refused before anything is measured', () => {
  test.each(['no-such-folder/card.json', '.'])('%s', async (name) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'x'));
    await expect(CardFile.open(join(folder, name))).rejects.toMatchObject({ flag: '--output' });
  });
});
