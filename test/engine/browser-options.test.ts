import { describe, expect, it } from 'vitest';
import { type BrowserMinerOptions, checkBrowserOptions } from '../../src/engine/browser-options.js';

/** Valid, and no kernel. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

describe("a browser miner's options", () => {
  it('may be left out, all of them', () => {
    expect(checkBrowserOptions({})).toEqual({ wasm: {}, worker: undefined });
    const none = { wasm: undefined, worker: undefined, kernel: undefined, signal: undefined };
    expect(checkBrowserOptions(none)).toEqual({ wasm: {}, worker: undefined });
  });

  it.each(['auto', 'simd', 'scalar', 'rolling'] as const)('kernel %s', (kernel) => {
    expect(() => checkBrowserOptions({ kernel })).not.toThrow();
  });

  it.each([
    ['a module', new WebAssembly.Module(EMPTY)],
    ['bytes', EMPTY],
    ['an ArrayBuffer', EMPTY.buffer],
    ['a URL', new URL('https://example.org/simd.wasm')],
    ['an address', '/simd.wasm'],
    ['nothing', undefined],
  ])('wasm as %s', (_, simd) => {
    expect(checkBrowserOptions({ wasm: { simd } }).wasm).toEqual({ simd });
  });

  it.each([
    ['an address', '/worker.js'],
    ['a URL', new URL('https://example.org/worker.js')],
    ['a function', () => ({}) as Worker],
  ])('worker as %s', (_, worker) => {
    expect(checkBrowserOptions({ worker }).worker).toBe(worker);
  });

  it.each([
    [{ kernel: 'wide' }, 'kernel', 'auto, simd, scalar or rolling', '"wide"'],
    [{ kernel: null }, 'kernel', 'auto, simd, scalar or rolling', 'null'],
    [{ wasm: null }, 'wasm', 'an object', 'null'],
    [{ wasm: { wide: EMPTY } }, 'wasm', 'an object of simd, scalar or rolling', '"wide"'],
    [
      { wasm: { simd: '' } },
      'wasm.simd',
      'a WebAssembly.Module, an ArrayBuffer, a Uint8Array, a URL or a string',
      '""',
    ],
    [{ worker: '' }, 'worker', 'a URL, a string or a function that starts a Worker', '""'],
    [{ worker: null }, 'worker', 'a URL, a string or a function that starts a Worker', 'null'],
    [{ signal: new AbortController() }, 'signal', 'an AbortSignal', 'an object'],
    [null, 'options', 'an object', 'null'],
  ])('%j is refused', (options, option, expected, got) => {
    const check = () => checkBrowserOptions(options as BrowserMinerOptions);
    expect(check).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION', option, expected, got }));
  });
});
