import { type Browser, chromium } from 'playwright-core';
import { installDebianPackages } from './debian.js';

const FILE = '/usr/bin/chromium';

/** Starts Debian's Chromium, without a window, and without anything that it would ask the network for by itself. */
export async function launchChromium(): Promise<Browser> {
  installDebianPackages({ chromium: FILE });
  return chromium.launch({
    executablePath: FILE,
    headless: true,
    args: [
      // Root has no sandbox, and a virtual machine no graphics.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
