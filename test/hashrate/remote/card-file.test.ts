import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDeviceCard } from '../../../src/hashrate/read-device-card.js';
import { cardName, writeCard } from '../../../src/hashrate/remote/card-file.js';
import { sampleCard } from '../sample-cards.js';

const named = (model: string) => sampleCard({ device: { ...sampleCard().device, model } });

test.each([
  ['Raspberry Pi 4 Model B Rev 1.4', 'raspberry-pi-4-model-b-rev-1-4'],
  ['../../etc/passwd', 'etc-passwd'],
  ['Gerät', 'gera-t'],
  ['漢字', 'device'],
  ['x'.repeat(200), 'x'.repeat(60)],
])('%s', (model, name) => {
  expect(cardName(named(model))).toBe(name);
});

test('cards of the same model get numbers, and none is written over, at the same time or later', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-cards-'));
  const card = named('Board');
  const paths = await Promise.all([1, 2, 3].map(() => writeCard(folder, card)));
  await writeCard(folder, card);
  expect(readdirSync(folder)).toEqual([1, 2, 3, 4].map((number) => `board-${number}.json`));
  expect(new Set(paths).size).toBe(3);
  expect(readDeviceCard(readFileSync(paths[0]!, 'utf8'))).toEqual(card);
});
