import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

declare global {
  /** What a page's CSP refused. */
  var refused: string[];
  var isEvalAllowed: boolean | undefined;
}

/** A page, and whatever it said that it should not have. */
export class Visit {
  readonly page: Page;
  readonly #complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (/error|warning/.test(message.type())) this.#complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.#complaints.push(error.message));
  }

  static async open(browser: Browser, url: string): Promise<Visit> {
    const visit = new Visit(await browser.newPage());
    await visit.page.goto(url, { waitUntil: 'load' });
    return visit;
  }

  /** Closes it, and fails the test if the page complained; the CSP was in force, and refused nothing but the check's eval. */
  async close(): Promise<void> {
    const refused = await this.page.evaluate(() => [
      globalThis.isEvalAllowed ?? false,
      ...globalThis.refused,
    ]);
    await this.page.close();
    expect(refused).toEqual([false, 'script-src: eval']);
    expect(this.#complaints.filter((text) => !/unsafe-eval/.test(text))).toEqual([]);
  }
}
