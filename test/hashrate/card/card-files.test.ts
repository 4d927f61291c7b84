import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCardFiles } from '../../../src/hashrate/card/card-files.js';
import { sampleCard } from '../sample-cards.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mine-wasm-cards-'));
  writeFileSync(at('good.json'), JSON.stringify(sampleCard()));
  writeFileSync(at('marked.json'), `\ufeff${JSON.stringify(sampleCard(), null, 2)}\n`);
  writeFileSync(at('truncated.json'), JSON.stringify(sampleCard()).slice(0, 500));
  writeFileSync(at('newer.json'), JSON.stringify({ ...sampleCard(), version: 7 }));
  writeFileSync(at('other.json'), '{"name":"other"}');
  writeFileSync(at('empty.json'), '');
  writeFileSync(at('large.json'), '');
  // Sparse: takes no room.
  truncateSync(at('large.json'), 2 ** 30);
  mkdirSync(at('folder'));
  symlinkSync(at('good.json'), at('link.json'));
});

test('cards come in the order of their files', async () => {
  const files = await readCardFiles([at('marked.json'), at('good.json')]);
  expect(files).toEqual([
    { path: at('marked.json'), card: sampleCard() },
    { path: at('good.json'), card: sampleCard() },
  ]);
});

test('a file that comes again, under whatever name, is told and not read', async () => {
  const [first, second, third] = await readCardFiles([at('good.json'), at('link.json'), at('good.json')]);
  expect(first).toHaveProperty('card');
  expect(second).toEqual({ path: at('link.json'), sameAs: at('good.json') });
  expect(third).toEqual({ path: at('good.json'), sameAs: at('good.json') });
});

describe('what is no card is told, and the others are read', () => {
  test.each([
    ['truncated.json', 'ERR_INVALID_CARD', /no whole JSON/],
    ['newer.json', 'ERR_NEWER_CARD', /of version 7/],
    ['other.json', 'ERR_INVALID_CARD', /with `type` mine-wasm\/device-card/],
    ['empty.json', 'ERR_INVALID_CARD', /no whole JSON/],
    ['large.json', 'ERR_INVALID_CARD', /got a file of more than 128 MiB$/],
    ['missing.json', 'ERR_INVALID_CARD', /got no such file$/],
    ['good.json/below', 'ERR_INVALID_CARD', /got no such file$/],
    ['folder', 'ERR_INVALID_CARD', /got a folder$/],
    ['/dev/zero', 'ERR_INVALID_CARD', /got what is no file$/],
    ['\0', 'ERR_INVALID_CARD', /can't be read/],
  ])('%s', async (name, code, message) => {
    const path = name.startsWith('/') || name === '\0' ? name : at(name);
    const files = await readCardFiles([path, at('good.json')]);
    expect(files).toMatchObject([
      { path, fault: { code, message: expect.stringMatching(message) } },
      { card: sampleCard() },
    ]);
  });
});
