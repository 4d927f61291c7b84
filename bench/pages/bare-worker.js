/**
 * A kernel in a web worker with nothing around it: it is sent the compiled module, a header and a target, and for each number of
 * seconds that it is sent afterwards it hashes so long, and answers { hashes, seconds }.
 */
import { createKernel } from '../../dist/engine/version-by-version.js';

/** About 2.5 ms, as long as the library's batches. */
const BATCH = 1 << 14;

/** @type {import('../../dist/engine/kernel.js').Kernel} */
let kernel;
let nonce = 0;

addEventListener('message', ({ data }) => {
  if (typeof data !== 'number') {
    kernel = createKernel(data.name, data.module);
    kernel.prepare(data.header, data.target, Uint32Array.of(data.version));
    return;
  }
  const began = performance.now();
  const first = nonce;
  for (; performance.now() - began < data * 1000; nonce += BATCH) kernel.scan(nonce % 2 ** 31, BATCH);
  postMessage({ hashes: nonce - first, seconds: (performance.now() - began) / 1000 });
});
