import { readFileSync } from 'node:fs';
import type { KernelName } from './kernel-names.js';

/** Reads a kernel's WASM from build/, which lies beside both src/ and dist/. */
export async function readKernelFile(name: KernelName): Promise<Uint8Array<ArrayBuffer>> {
  // 20–30 KB take 0.1 ms at once, and 3 ms by way of the thread pool while the process is starting.
  return new Uint8Array(readFileSync(new URL(`../../build/${name}.wasm`, import.meta.url)));
}
