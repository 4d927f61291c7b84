import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CardFile, cardName, freePath, writeNextCard } from '../../../src/cli/bench/card-file.js';
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

test('no card is overwritten by one without a name', async () => {
  const folder = temporaryFolder();
  const names = [];
  for (let round = 0; round < 3; round++) {
    const path = await freePath(folder, 'A B');
    writeFileSync(path, '{}');
    names.push(path.slice(folder.length + 1));
  }
  expect(names).toEqual(['a-b.json', 'a-b-2.json', 'a-b-3.json']);
});

test('cards that come at the same time get a file each', async () => {
  const folder = temporaryFolder();
  const paths = await Promise.all([1, 2, 3].map(() => writeNextCard(folder, sampleCard())));
  expect(new Set(paths).size).toBe(3);
  for (const path of paths) expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(sampleCard());
});

test('a card is written whole, and nothing is left beside it', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'card.json');
  const file = await CardFile.open(path);
  expect(existsSync(path)).toBe(false);
  expect(await file.write(sampleCard())).toBe(path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(sampleCard());
  expect(readdirSync(folder)).toEqual(['card.json']);
});

describe('a place that can not be written is refused before anything is measured', () => {
  test.each(['no-such-folder/card.json', '.'])('%s', async (name) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'x'));
    await expect(CardFile.open(join(folder, name))).rejects.toMatchObject({ flag: '--output' });
  });
});
