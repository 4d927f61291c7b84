import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HASH_277316 } from '../../../demo/src/lessons/known-block.js';
import { hashText } from '../../../demo/src/text-hash.js';
import { merkleRoot } from '../../../src/bitcoin/merkle.js';
import { launchChromium } from '../../support/chromium.js';
import { type Host, isolatedHost, open, plainHost, says } from './support/demo-page.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

describe.each([
  ['with shared memory', isolatedHost],
  ['with messages', plainHost],
])('%s', (_name, start) => {
  let host: Host;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => {
    host.server.close();
    host.server.closeAllConnections();
  });

  test('block 277316 is found again', async () => {
    const { page, complaints } = await open(browser, host.url);
    await page.click('#block-start');
    expect(await says(page, '#block-status', 'Nonce 924,591,752 found')).toMatch(
      /It is the hash that the chain has\.$/,
    );
    expect(await page.locator('#block-found').textContent()).toBe(HASH_277316);
    expect(complaints).toEqual([]);
  });

  test('the toy chain breaks behind an edit, and is mined again', async () => {
    const { page, complaints } = await open(browser, host.url);
    const states = () => page.locator('#chain .state').allTextContents();
    expect(await states()).toEqual(['holds', 'holds', 'holds', 'holds']);
    expect(await page.locator('#chain-mine').isDisabled()).toBe(true);
    await page.fill('#chain-text-2', 'Anna pays Ben 200 coins.');
    expect(await states()).toEqual(['holds', 'broken', 'broken', 'broken']);
    await page.click('#chain-add');
    await page.keyboard.type('Ben buys a house.');
    await page.click('#chain-mine');
    await says(page, '#chain-status', 'The chain holds again');
    expect(await states()).toEqual(['holds', 'holds', 'holds', 'holds', 'holds']);
    // Another difficulty stands in every header.
    await page.selectOption('#chain-zeros', '5');
    expect(await states()).toEqual(['broken', 'broken', 'broken', 'broken', 'broken']);
    await page.click('#chain-mine');
    await says(page, '#chain-status', 'The chain holds again');
    for (const title of await page
      .locator('#chain dd:last-child')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).title))) {
      expect(title).toMatch(/^0{5}/);
    }
    await page.click('#chain-reset');
    expect(await states()).toEqual(['holds', 'holds', 'holds', 'holds']);
    expect(complaints).toEqual([]);
  });

  test('two kernels race to the same nonce', async () => {
    const { page, complaints } = await open(browser, host.url);
    await page.click('#race-start');
    expect(await says(page, '#race-status', 'Both found nonce 924,591,752')).toMatch(
      /was \d+\.\d times as fast\.$/,
    );
    for (const kernel of ['simd', 'scalar']) {
      expect(await page.locator(`#race-${kernel}`).getAttribute('value')).toBe('1');
      expect(await page.locator(`#race-${kernel}-rate`).textContent()).toMatch(/H\/s$/);
    }
    expect(complaints).toEqual([]);
  });
});

test('the merkle tree follows its leaves', async () => {
  const host = await isolatedHost();
  const { page, complaints } = await open(browser, host.url);
  const leaves = () =>
    page.locator('#leaves input').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  const isTrue = async () =>
    expect(await page.locator('#merkle-root').textContent()).toBe(merkleRoot((await leaves()).map(hashText)));
  await isTrue();
  await page.fill('#leaves input >> nth=1', 'Ben pays Clara 1000');
  await isTrue();
  expect(await page.locator('#merkle-tree g.changed').count()).toBe(4);
  expect(await page.locator('#merkle-note').textContent()).toMatch(
    /^Leaf 2 has changed, and with it 4 of 11 hashes\./,
  );
  for (let count = 6; count <= 8; count++) await page.click('#leaf-add');
  await page.keyboard.type('the eighth');
  await isTrue();
  expect((await leaves()).at(-1)).toBe('the eighth');
  expect(await page.locator('#leaf-add').isDisabled()).toBe(true);
  for (let count = 8; count > 1; count--) await page.click('#leaves button >> nth=0');
  await isTrue();
  expect(await leaves()).toEqual(['the eighth']);
  expect(await page.locator('#leaves button').isDisabled()).toBe(true);
  expect(complaints).toEqual([]);
  host.server.close();
  host.server.closeAllConnections();
});
