import type { BrowserKernelName } from './browser-options.js';
import type { WasmSource } from './wasm-source.js';

/** The files, in build/ beside dist/, in the form that bundlers know: they bring the files along. */
const FILES: Readonly<Record<BrowserKernelName, URL>> = {
  simd: new URL('../../build/simd.wasm', import.meta.url),
  scalar: new URL('../../build/scalar.wasm', import.meta.url),
  rolling: new URL('../../build/rolling.wasm', import.meta.url),
};

/** Where a browser finds a kernel. */
export function kernelSource(name: BrowserKernelName): WasmSource {
  return FILES[name];
}
