import { MineWasmError } from '../errors.js';
import { KERNEL_NAMES, type KernelName, type KernelStatus } from './kernel-names.js';
import { selfTest } from './self-test.js';
import { createKernel } from './version-by-version.js';

/** The compiled modules of the kernels that can be used here. */
export type KernelModules = ReadonlyMap<KernelName, WebAssembly.Module>;

export interface LoadedKernels {
  readonly modules: KernelModules;
  readonly statuses: readonly KernelStatus[];
}

/**
 * Compiles and self-tests kernels. One that this engine can't compile (no WASM SIMD) or that misses a known nonce is
 * left out, with the reason in its status.
 * @param read gives a kernel's WASM bytes; it differs between Node and browsers
 * @throws MineWasmError `ERR_NO_KERNEL` when none is usable
 */
export async function loadKernels(
  read: (name: KernelName) => Promise<Uint8Array<ArrayBuffer>>,
  names: readonly KernelName[] = KERNEL_NAMES,
): Promise<LoadedKernels> {
  const modules = new Map<KernelName, WebAssembly.Module>();
  const statuses: KernelStatus[] = [];
  for (const name of names) {
    try {
      const module = await WebAssembly.compile(await read(name));
      selfTest(createKernel(name, module));
      modules.set(name, module);
      statuses.push({ name, usable: true });
    } catch (error) {
      statuses.push({ name, usable: false, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (modules.size === 0) {
    const reasons = statuses.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
    throw new MineWasmError('ERR_NO_KERNEL', `No kernel is usable here (${reasons})`);
  }
  return { modules, statuses };
}
