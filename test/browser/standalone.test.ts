import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { launchChromium } from '../support/chromium.js';
import vectors from '../vectors/headers.json' with { type: 'json' };
import { packageFiles } from './support/engine-page.js';
import { html, Site, type SiteOptions, STRICT_CSP } from './support/site.js';
import { Visit } from './support/visit.js';

type Library = typeof import('../../dist/browser.js');
type Options = Parameters<Library['createMiner']>[0];

const { header, nonce } = vectors.find(({ height }) => height === 277316)!;
const WINDOW = { start: nonce - 600_000, end: nonce + 200_000 };
const PAGE = `import * as library from '/mine-wasm.js'; globalThis.library = library;`;
const BLOB_CSP = STRICT_CSP.replace("worker-src 'self'", 'worker-src blob:').replace(
  "connect-src 'self'",
  '',
);

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Opens a page with the standalone file and nothing else. */
async function open(options: Partial<SiteOptions> = {}) {
  const site = await Site.start({
    ...options,
    files: { '/': html('/page.js'), '/page.js': PAGE, ...packageFiles(), ...options.files },
  });
  const visit = await Visit.open(browser, `${site.url}/`);
  onTestFinished(async () => {
    await visit.page.close();
    await site.close();
  });
  await visit.page.waitForFunction(() => 'library' in globalThis);
  return { site, visit };
}

/** Mines in the page. @returns how it ended, or the code and the words of what it threw */
function mine(visit: Visit, options: Options = {}) {
  return visit.page.evaluate(
    async ([options, header, nonceRange]) => {
      try {
        const miner = await globalThis.library.createMiner(options);
        const result = await miner.search({ header, nonceRange, order: 'lowest' });
        await miner.close();
        return result.status === 'found' ? { nonce: result.solution.nonce } : { status: result.status };
      } catch (error) {
        const { code, message, cause } = error as Error & { code?: string; cause?: Error };
        return { code, message, cause: cause?.message };
      }
    },
    [options, header, WINDOW] as const,
  );
}

describe('a plain page with the one file', () => {
  it.each([true, false])(
    'mines under a CSP that allows blob: workers alone; isolated: %s',
    async (isIsolated) => {
      const { site, visit } = await open({ isIsolated, csp: BLOB_CSP });
      expect(await mine(visit)).toEqual({ nonce });
      expect(site.requests.sort()).toEqual(['/', '/csp-check.js', '/mine-wasm.js', '/page.js']);
      await visit.close();
    },
  );

  it("mines under worker-src 'self' when it is told where the worker's script is", async () => {
    const { visit } = await open();
    expect(await mine(visit, { worker: '/worker.js' })).toEqual({ nonce });
    await visit.close();
  });

  it('says that a CSP may be why its workers do not start', async () => {
    const { visit } = await open();
    expect(await mine(visit)).toMatchObject({
      code: 'ERR_WORKER',
      cause: expect.stringMatching(/^Web worker: its script can't be loaded, or the page's CSP forbids it$/),
    });
  });

  it('says that a CSP without wasm-unsafe-eval leaves no kernel', async () => {
    const { visit } = await open({ csp: STRICT_CSP.replace("'wasm-unsafe-eval'", '') });
    expect(await mine(visit)).toMatchObject({
      code: 'ERR_NO_KERNEL',
      message: expect.stringMatching(/simd: .*Content Security Policy/),
    });
  });
});

describe('kernels from elsewhere', () => {
  const simd = readFileSync(new URL('../../build/simd.wasm', import.meta.url));

  it.each(['/simd.wasm', '/untyped', '/plain.txt'])(
    '%s: whatever type the server says it has',
    async (path) => {
      const { site, visit } = await open({
        files: { '/untyped': (_, response) => response.end(simd), '/plain.txt': simd },
      });
      expect(await mine(visit, { kernel: 'simd', wasm: { simd: path }, worker: '/worker.js' })).toEqual({
        nonce,
      });
      expect(site.requests).toContain(path);
      await visit.close();
    },
  );

  it('as a module, an ArrayBuffer or bytes', async () => {
    const { visit } = await open();
    const nonces = await visit.page.evaluate(
      async ([header, nonceRange]) => {
        const bytes = await (await fetch('/simd.wasm')).arrayBuffer();
        const forms = [await WebAssembly.compile(bytes), bytes, new Uint8Array(bytes)];
        return Promise.all(
          forms.map(async (simd) => {
            const miner = await globalThis.library.createMiner({
              kernel: 'simd',
              wasm: { simd },
              worker: () => new Worker('/worker.js', { type: 'module' }),
            });
            const result = await miner.search({ header, nonceRange });
            await miner.close();
            return result.status === 'found' && result.solution.nonce;
          }),
        );
      },
      [header, WINDOW] as const,
    );
    expect(nonces).toEqual([nonce, nonce, nonce]);
    await visit.close();
  });

  it.each([
    ['/missing.wasm', 'the server answered 404'],
    ['/', 'it is no WebAssembly but "text/html"'],
    ['http://127.0.0.1:9/simd.wasm', 'no answer, or forbidden'],
  ])('%s: ERR_KERNEL_FETCH with the address', async (path, reason) => {
    const { site, visit } = await open();
    const { href } = new URL(path, site.url);
    expect(await mine(visit, { wasm: { simd: path } })).toMatchObject({
      code: 'ERR_KERNEL_FETCH',
      message: `Kernel simd can't be fetched from ${href}: ${reason}`,
    });
  });
});

describe('a server that', () => {
  it.each(['application/wasm', 'text/plain'])(
    'breaks off (%s): ERR_KERNEL_FETCH, and no other kernel instead',
    async (type) => {
      const { simd, scalar } = { simd: '/cut', scalar: '/scalar.wasm' };
      const { site, visit } = await open({
        files: {
          [simd]: (_: unknown, response: ServerResponse) => {
            const bytes = packageFiles()['/simd.wasm']!;
            response.writeHead(200, { 'content-type': type, 'content-length': bytes.length });
            response.write(bytes.subarray(0, 1000), () => response.destroy());
          },
        },
      });
      expect(await mine(visit, { wasm: { simd, scalar } })).toMatchObject({
        code: 'ERR_KERNEL_FETCH',
        message: expect.stringMatching(/cut: its answer broke off$/),
      });
      expect(site.requests).not.toContain(scalar);
    },
  );

  it('is silent: a signal ends createMiner, and the request', async () => {
    let isCut = false;
    const { site, visit } = await open({
      files: { '/silent.wasm': (request) => void request.socket.once('close', () => (isCut = true)) },
    });
    const name = await visit.page.evaluate(async () => {
      const signal = AbortSignal.timeout(200);
      const making = globalThis.library.createMiner({ wasm: { simd: '/silent.wasm' }, signal });
      return making.then(() => 'made').catch(({ name }) => name);
    });
    expect(name).toBe('TimeoutError');
    expect(site.requests).toContain('/silent.wasm');
    await vi.waitFor(() => expect(isCut).toBe(true), { timeout: 10_000 });
    await visit.close();
  });

  it("is silent about the workers' script: an abort ends the search at once, close the miner", async () => {
    const { site, visit } = await open({ files: { '/silent.js': () => {} } });
    const ended = await visit.page.evaluate(async () => {
      const miner = await globalThis.library.createMiner({ worker: '/silent.js', threads: 2 });
      const work = { header: '00'.repeat(76), target: '1' };
      const abort = new AbortController();
      const searching = miner.search({ ...work, signal: abort.signal });
      // Long work: by now both lanes have some.
      await new Promise((resolve) => setTimeout(resolve, 500));
      abort.abort();
      const began = performance.now();
      const { status, hashes } = await searching;
      await miner.close();
      return { status, hashes, seconds: (performance.now() - began) / 1000 };
    });
    expect(ended).toMatchObject({ status: 'aborted', hashes: 0 });
    // A script is waited for for 10 s.
    expect(ended.seconds).toBeLessThan(5);
    expect(site.requests).toContain('/silent.js');
    await visit.close();
  });
});

it('in an engine without SIMD the scalar kernel takes over', async () => {
  const { visit } = await open();
  const { kernel, reason } = await visit.page.evaluate(async () => {
    // Valid as far as its first bytes, and refused by the compiler, as SIMD is where it is missing.
    const simd = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 255);
    const miner = await globalThis.library.createMiner({ wasm: { simd }, worker: '/worker.js' });
    await miner.close();
    const { kernel } = miner.choice;
    return { kernel, reason: miner.kernels.find(({ name }) => name === 'simd')?.reason };
  });
  expect(kernel).toBe('scalar');
  expect(reason).toMatch(/WebAssembly\.compile/);
  await visit.close();
});

describe('bad options', () => {
  it.each([
    [{ kernel: 'wide' }, 'kernel', 'auto, simd, scalar or rolling', '"wide"'],
    [{ wasm: { wide: '/wide.wasm' } }, 'wasm', 'an object of simd, scalar or rolling', '"wide"'],
    [{ wasm: 'simd.wasm' }, 'wasm', 'an object', '"simd.wasm"'],
    [
      { wasm: { simd: 5 } },
      'wasm.simd',
      'a WebAssembly.Module, an ArrayBuffer, a Uint8Array, a URL or a string',
      '5',
    ],
    [{ worker: 7 }, 'worker', 'a URL, a string or a function that starts a Worker', '7'],
    [{ signal: 'stop' }, 'signal', 'an AbortSignal', '"stop"'],
    [{ threads: 0 }, 'threads', 'an integer from 1 to 256', '0'],
    [null, 'options', 'an object', 'null'],
  ])('%j', async (options, option, expected, got) => {
    const { visit } = await open();
    expect(await mine(visit, options as Options)).toMatchObject({
      code: 'ERR_INVALID_OPTION',
      message: `Expected \`${option}\` to be ${expected}, got ${got}`,
    });
    await visit.close();
  });
});
