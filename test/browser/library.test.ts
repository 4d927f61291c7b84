import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import vectors from '../vectors/headers.json' with { type: 'json' };
import { packageFiles } from './support/engine-page.js';
import { html, Site } from './support/site.js';
import { Visit } from './support/visit.js';

type Library = typeof import('../../dist/browser.js');

declare global {
  var library: Library;
}

const PAGE = `
  import * as library from '/mine-wasm.js';
  const addresses = { simd: '/simd.wasm', scalar: new URL('/scalar.wasm', location.href), rolling: '/rolling.wasm' };
  globalThis.library = {
    ...library,
    createMiner: (options) => library.createMiner({ worker: '/worker.js', wasm: addresses, ...options }),
  };
`;
const BLOCK = vectors.find(({ height }) => height === 277316)!;
const ROLLED = vectors.find(({ height }) => height === 840000)!;
/** More than the page's own thread takes on. */
const WINDOW = { start: BLOCK.nonce - 600_000, end: BLOCK.nonce + 200_000 };
const ENDLESS = { header: '00'.repeat(76), target: `${'00'.repeat(31)}01` };

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

describe.each([true, false])('a page that is cross-origin isolated: %s', (isIsolated) => {
  let site: Site;
  let visit: Visit;
  beforeAll(async () => {
    const files = { '/': html('/page.js'), '/page.js': PAGE, ...packageFiles() };
    site = await Site.start({ isIsolated, files });
  });
  afterAll(() => site?.close());
  beforeEach(async () => {
    visit = await Visit.open(browser, `${site.url}/`);
    await visit.page.waitForFunction(() => 'library' in globalThis);
    expect(await visit.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isIsolated);
  });
  afterEach(() => visit.close());

  const setups = (['simd', 'scalar', 'rolling'] as const).flatMap((kernel) => [
    { kernel, threads: 1 },
    { kernel, threads: 2 },
  ]);

  describe.each(setups)('$kernel, $threads workers', (options) => {
    it("finds block 277316's nonce: first, lowest and as the only one", async () => {
      const found = await visit.page.evaluate(
        async ([options, header, nonceRange]) => {
          const miner = await globalThis.library.createMiner(options);
          const first = await miner.search({ header, nonceRange });
          const lowest = await miner.search({ header, nonceRange, order: 'lowest' });
          const stream = miner.solutions({ header, nonceRange });
          const all = [];
          for await (const { nonce } of stream) all.push(nonce);
          const { status, hashes } = await stream.result;
          await miner.close();
          return { first, lowest, all, status, hashes };
        },
        [options, BLOCK.header, WINDOW] as const,
      );
      const { nonce, hash, header, target } = BLOCK;
      const { kernel, threads } = options;
      const solution = { nonce, hash, header, target, kernel, threads };
      expect(found).toMatchObject({
        first: { status: 'found', solution, kernel, threads, hardwareErrors: 0 },
        lowest: { status: 'found', solution },
        all: [nonce],
        status: 'exhausted',
        hashes: WINDOW.end - WINDOW.start + 1,
      });
    });

    it("finds block 840000's version and nonce among versions that are rolled", async () => {
      const found = await visit.page.evaluate(
        async ([options, header, nonce]) => {
          const { BIP320_MASK, createMiner } = globalThis.library;
          const miner = await createMiner(options);
          const nonceRange = { start: nonce - 20_000, end: nonce + 20_000 };
          const versionRange = { start: 21230, end: 21270 };
          const result = await miner.search({ header, nonceRange, versionMask: BIP320_MASK, versionRange });
          await miner.close();
          return result;
        },
        [options, ROLLED.header, ROLLED.nonce] as const,
      );
      const { nonce, hash, header } = ROLLED;
      expect(found).toMatchObject({
        status: 'found',
        solution: { nonce, hash, header, version: 0x2a5fe000 },
      });
    });

    it('stops for an abort, a timeout and a pause, and several searches take turns', async () => {
      const ended = await visit.page.evaluate(
        async ([options, endless, header, nonceRange]) => {
          const miner = await globalThis.library.createMiner(options);
          const abort = new AbortController();
          const aborting = miner.search({
            ...endless,
            signal: abort.signal,
            onProgress: ({ hashes }) => hashes > 1_000_000 && abort.abort(),
            progressInterval: 10,
          });
          const [found, timeout, aborted] = await Promise.all([
            miner.search({ header, nonceRange }),
            miner.search({ ...endless, timeout: 0.3 }),
            aborting,
          ]);

          const halt = new AbortController();
          let [seen, isPaused] = [0, false];
          const resting = miner.search({
            ...endless,
            signal: halt.signal,
            onProgress(progress) {
              seen = progress.hashes;
              isPaused = progress.isPaused;
            },
            progressInterval: 10,
          });
          const until = async (holds: () => boolean) => {
            while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
          };
          await until(() => seen > 0);
          await miner.pause();
          // What was told before speaks of chunks that were still being stopped.
          isPaused = false;
          await until(() => isPaused);
          const atPause = seen;
          await new Promise((resolve) => setTimeout(resolve, 100));
          const stood = seen === atPause;
          miner.resume();
          await until(() => seen > atPause);
          halt.abort();
          const { state, hashes } = await resting;
          const left = state.left.reduce((sum, [a, b]) => sum + BigInt(b) - BigInt(a) + 1n, 0n);
          await miner.close();
          return { found, timeout, aborted, stood, total: String(left + BigInt(hashes)) };
        },
        [options, ENDLESS, BLOCK.header, WINDOW] as const,
      );
      expect(ended).toMatchObject({
        found: { status: 'found', solution: { nonce: BLOCK.nonce } },
        timeout: { status: 'timeout' },
        aborted: { status: 'aborted' },
        stood: true,
        total: String(2 ** 32),
      });
    });
  });

  it('fetches a kernel when a search needs it, and no other', async () => {
    const fetched = () => site.requests.filter((path) => path.endsWith('.wasm'));
    const before = fetched().length;
    const statuses = await visit.page.evaluate(async (endless) => {
      const { BIP320_MASK, createMiner } = globalThis.library;
      const miner = await createMiner({ threads: 1 });
      const work = { ...endless, nonceRange: { start: 0, end: 99 } };
      await miner.search(work);
      const first = miner.kernels;
      await miner.search({ ...work, versionMask: BIP320_MASK, versionRange: { start: 0, end: 15 } });
      const then = miner.kernels;
      await miner.close();
      return [first, then].map((kernels) => kernels.filter(({ usable }) => usable).map(({ name }) => name));
    }, ENDLESS);
    expect(statuses).toEqual([['simd'], ['simd', 'rolling']]);
    expect(fetched().slice(before)).toEqual(['/simd.wasm', '/rolling.wasm']);
  });

  it('mines a stream of templates', async () => {
    const mined = await visit.page.evaluate(
      async ([header, nonce]) => {
        const miner = await globalThis.library.createMiner();
        const nonceRange = { start: nonce - 10, end: nonce + 10 };
        const found = [];
        for await (const solution of miner.mine([{ id: 'a', header, nonceRange }])) {
          found.push([solution.id, solution.nonce]);
        }
        await miner.close();
        return found;
      },
      [BLOCK.header, BLOCK.nonce] as const,
    );
    expect(mined).toEqual([['a', BLOCK.nonce]]);
  });

  it('rests with a throttle, and a stop reaches a thread that rests', async () => {
    const { hashes, status } = await visit.page.evaluate(async (endless) => {
      const miner = await globalThis.library.createMiner({ threads: 1, throttle: 0.001, kernel: 'simd' });
      // Long: it goes to the worker, whose first batch is followed by a rest of minutes.
      let seen = 0;
      const abort = new AbortController();
      const result = await miner.search({
        ...endless,
        signal: abort.signal,
        progressInterval: 10,
        onProgress(progress) {
          if (progress.hashes > 0 && ++seen === 10) abort.abort();
        },
      });
      await miner.close();
      return result;
    }, ENDLESS);
    expect(status).toBe('aborted');
    expect(hashes).toBeLessThan(10_000);
  });
});
