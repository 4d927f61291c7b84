import rolling from '../../build/rolling.wasm';
import scalar from '../../build/scalar.wasm';
import simd from '../../build/simd.wasm';
import type { BrowserKernelName } from '../engine/browser-options.js';
import type { WasmSource } from '../engine/wasm-source.js';

/** In base64. */
const KERNELS: Readonly<Record<BrowserKernelName, string>> = { rolling, scalar, simd };

/** Takes a kernel from the standalone file itself: nothing is fetched, whatever the page's CSP says of connections. */
export function kernelSource(name: BrowserKernelName): WasmSource {
  return Uint8Array.from(atob(KERNELS[name]), (character) => character.charCodeAt(0));
}
