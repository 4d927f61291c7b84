import rolling from '../../build/rolling.wasm';
import scalar from '../../build/scalar.wasm';
import simd from '../../build/simd.wasm';
import wide from '../../build/wide.wasm';
import type { KernelName } from '../engine/kernel-names.js';

/** In base64. */
const KERNELS: Readonly<Record<KernelName, string>> = { rolling, scalar, simd, wide };

/** Reads a kernel's WASM from the portable file itself. */
export async function readKernelFile(name: KernelName): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(Buffer.from(KERNELS[name], 'base64'));
}
