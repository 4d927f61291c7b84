import { readFile } from 'node:fs/promises';
import type { KernelName } from './kernel-names.js';

/** Reads a kernel's WASM from build/, which lies beside both src/ and dist/. */
export async function readKernelFile(name: KernelName): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(new URL(`../../build/${name}.wasm`, import.meta.url)));
}
