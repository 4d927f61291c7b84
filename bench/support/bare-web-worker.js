import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { HEADER, VERSION } from './block.js';
import { openPage } from './chromium-page.js';

const ROOT = new URL('../../', import.meta.url);

/**
 * Opens an empty page whose one web worker is a kernel and nothing else, and has it work for a second.
 * @param {import('playwright-core').Browser} browser
 * @param {string} kernel
 * @returns what measures it for some seconds, in H/s, and what closes the page
 */
export async function openBareWorker(browser, kernel) {
  const bundle = await build({
    cwd: fileURLToPath(ROOT),
    input: 'bench/pages/bare-worker.js',
    treeshake: { moduleSideEffects: true },
    write: false,
    output: { format: 'es', codeSplitting: false },
  });
  const files = {
    '/bare.js': bundle.output[0].code,
    '/kernel.wasm': readFileSync(new URL(`build/${kernel}.wasm`, ROOT)),
  };
  const { page, close } = await openPage(browser, files, true);
  const worker = await page.evaluateHandle(
    async ({ kernel, header, version }) => {
      const worker = new Worker('/bare.js', { type: 'module' });
      const module = await WebAssembly.compileStreaming(fetch('/kernel.wasm'));
      const target = new Uint8Array(32);
      target[31] = 1;
      worker.postMessage({ name: kernel, module, header: Uint8Array.from(header), target, version });
      return worker;
    },
    { kernel, header: [...HEADER], version: VERSION },
  );
  /** @param {number} seconds */
  const rate = async (seconds) => {
    const { hashes, seconds: took } = await worker.evaluate(
      (worker, seconds) =>
        /** @type {Promise<{ hashes: number, seconds: number }>} */ (
          new Promise((resolve, reject) => {
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => reject(new Error(message));
            worker.postMessage(seconds);
          })
        ),
      seconds,
    );
    return hashes / took;
  };
  await rate(1);
  return { rate, close };
}
