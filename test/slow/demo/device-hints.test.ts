import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../support/chromium.js';
import { isolatedHost, open, says } from './support/demo-page.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

test.each([
  ['mining', '#start', '#status', 'Stopped'],
  ['a lesson', '#block-start', '#block-status', 'Stopped'],
])(
  'battery and heat are told while something mines, and only then: %s',
  async (_name, button, status, stopped) => {
    const host = await isolatedHost();
    const { page, complaints } = await open(browser, host.url, { hash: '#difficulty=1000000000' });
    await page.evaluate(() => {
      const battery = Object.assign(new EventTarget(), { charging: false, level: 0.5 });
      class Observer {
        readonly #tell: (records: object[]) => void;
        constructor(tell: (records: object[]) => void) {
          this.#tell = tell;
        }
        async observe() {
          this.#tell([{ state: 'serious' }]);
        }
        disconnect() {}
      }
      Object.assign(navigator, { getBattery: async () => battery });
      Object.assign(globalThis, { PressureObserver: Observer });
    });
    const hints = page.locator('#hints li');
    expect(await hints.count()).toBe(0);
    await page.selectOption('#block-window', '32');
    await page.click(button);
    await says(page, '#hints', 'On battery, 50 % left');
    expect(await hints.allTextContents()).toEqual([
      expect.stringMatching(/^On battery, 50 % left/),
      expect.stringMatching(/^The processor is under pressure/),
    ]);
    await page.click(button);
    await says(page, status, stopped);
    await hints.first().waitFor({ state: 'detached' });
    expect(await hints.count()).toBe(0);
    expect(complaints).toEqual([]);
    host.server.close();
    host.server.closeAllConnections();
  },
);
