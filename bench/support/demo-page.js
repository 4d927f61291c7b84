import { checkFound } from './block.js';
import { sleep } from './clock.js';

/** Seconds of mining before a rate counts. Start compiles the kernel anew, and V8's optimised code comes after 20–270 ms of work. */
const WARM_UP = 1;
/** Beyond any run. */
const DIFFICULTY = 1e15;

/**
 * Opens the demo by a link to settings. What it then does is what a visitor does: it clicks, and reads the page.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url of the host
 * @param {{ threads: number, kernel: string }} settings
 */
export async function openDemo(browser, url, { threads, kernel }) {
  const page = await browser.newPage();
  const link = new URLSearchParams({ threads: `${threads}`, kernel, difficulty: `${DIFFICULTY}` });
  await page.goto(`${url}#${link}`);
  const watch = await page.evaluateHandle(watchPage);

  async function start() {
    await page.click('#start');
    const how = await watch.evaluate((watch) => watch.mining());
    const expected = `${kernel}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    if (how !== expected) throw new Error(`Expected the demo to mine with ${expected}, got ${how}`);
  }

  /** @returns {Promise<number>} milliseconds */
  async function stop() {
    const stopping = await watch.evaluateHandle((watch) => ({ took: watch.stop() }));
    await page.click('#start');
    return stopping.evaluate(({ took }) => took);
  }

  return {
    isIsolated: await page.evaluate(() => crossOriginIsolated),

    /** Has the first lesson find block 277316's nonce. */
    async prove() {
      await page.selectOption('#block-window', '20');
      await page.click('#block-start');
      const found = page.locator('#block-status', { hasText: /^Nonce / });
      const [, nonce = ''] = /^Nonce ([\d,]+) found/.exec((await found.textContent()) ?? '') ?? [];
      checkFound('the demo', [Number(nonce.replaceAll(',', ''))]);
    },

    /**
     * Start, some seconds of mining, Stop.
     * @param {number} seconds
     * @returns {Promise<number>} H/s by the count that the page shows, between two of its readings
     */
    async rate(seconds) {
      await start();
      const rate = await watch.evaluate((watch, times) => watch.rate(...times), [WARM_UP, seconds]);
      await stop();
      return rate;
    },

    /**
     * Start, a random while of mining, Stop.
     * @returns {Promise<number>} milliseconds from the click, as the browser took it in, until the page's text says that it has stopped
     */
    async stopLatency() {
      await start();
      await sleep(50 + Math.random() * 450);
      return stop();
    },

    close: () => page.close(),
  };
}

/** Runs in the page. @throws when nobody could see the page: it would not be drawn, which costs something */
function watchPage() {
  if (document.visibilityState !== 'visible') throw new Error('Expected a visible page, got a hidden one');
  /** @param {string} id */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const [hashes, status] = [byId('hashes'), byId('status')];
  const count = () => Number(hashes.querySelector('data')?.value ?? 0);

  /**
   * Looks with each reading of the count and each message, and resolves with the first thing that it sees.
   * @template Seen
   * @param {() => Seen | undefined} look
   * @returns {Promise<Seen>}
   */
  const until = (look) =>
    new Promise((resolve, reject) => {
      const observer = new MutationObserver(check);
      for (const shown of [hashes, status]) observer.observe(shown, { childList: true });
      check();
      function check() {
        const seen = look();
        if (seen !== undefined) resolve(seen);
        else if (['Loading…', 'Mining.'].includes(status.textContent ?? '')) return;
        else reject(new Error(`Expected the page to mine, got: ${status.textContent}`));
        observer.disconnect();
      }
    });

  return {
    /** @returns with which kernel and how many threads, when it has mined something */
    mining: () => until(() => (count() > 0 ? byId('plot-now').textContent : undefined)),

    /** @param {number[]} times seconds to warm up, and to measure */
    rate(...[warmUp = 0, seconds = 0]) {
      const began = performance.now();
      /** @type {{ at: number, hashes: number } | undefined} */
      let first;
      return until(() => {
        const at = performance.now();
        if (at - began < warmUp * 1000) return undefined;
        first ??= { at, hashes: count() };
        const took = (at - first.at) / 1000;
        return took >= seconds ? (count() - first.hashes) / took : undefined;
      });
    },

    /** To be called before Stop is clicked. */
    stop() {
      let clicked = Number.NaN;
      byId('start').addEventListener('click', ({ timeStamp }) => (clicked = timeStamp), {
        capture: true,
        once: true,
      });
      return until(() =>
        status.textContent?.startsWith('Stopped after ') ? performance.now() - clicked : undefined,
      );
    },
  };
}
