import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from '../../cli/command.js';
import { launchChromium } from '../../support/chromium.js';
import { open, says, searchesBeyond } from '../demo/support/demo-page.js';
import { Project, pack } from './consumer.js';

let browser: Browser;
let project: Project;
beforeAll(async () => {
  browser = await launchChromium();
  project = new Project([pack().tarball]);
});
afterAll(() => browser?.close());

test('mine-wasm demo of an installed tarball serves a page that mines', async () => {
  const main = join(project.folder, 'node_modules/mine-wasm/dist/cli/main.cjs');
  const command = start(['demo', '--port', '0'], { main });
  await command.shows('stdout', /\n/);
  const url = command.stdout.trim();
  const { page, complaints } = await open(browser, url, { hash: '#threads=2&difficulty=1000000000' });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.click('#start');
  await searchesBeyond(page, 2e6);
  expect(page.workers()).toHaveLength(2);
  await page.click('#start');
  await says(page, '#status', 'Stopped after ');
  expect(complaints).toEqual([]);
  command.child.kill('SIGINT');
  expect(await command.ended).toMatchObject({ code: 130, stdout: `${url}\n` });
});
