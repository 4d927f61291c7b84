import { chromium } from 'playwright-core';
import { hostFiles } from './file-host.js';

/** Debian's. */
const FILE = '/usr/bin/chromium';
const EMPTY = '<!doctype html><title>bench</title>';

/** Starts Chromium without a window. */
export function startChromium() {
  // Root has no sandbox, and a virtual machine no graphics.
  return chromium.launch({ executablePath: FILE, args: ['--no-sandbox', '--disable-gpu'] });
}

/**
 * Serves files and opens an empty page beside them.
 * @param {import('playwright-core').Browser} browser
 * @param {Readonly<Record<string, string | Uint8Array>>} files by path
 * @param {boolean} isIsolated whether the page may share memory with its workers
 * @returns the page, and what closes it
 */
export async function openPage(browser, files, isIsolated) {
  const host = await hostFiles({ '/index.html': EMPTY, ...files }, isIsolated);
  const page = await browser.newPage();
  await page.goto(host.url);
  const close = async () => {
    await page.close();
    host.close();
  };
  return { page, close };
}
