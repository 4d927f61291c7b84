import type { Executor } from './executor.js';
import type { KnownChoices } from './kernel-choices.js';
import type { KernelName } from './kernel-names.js';
import type { KernelModules } from './kernels.js';

/** What differs between Node and other places where the engine runs. */
export interface Platform {
  /** A kernel's WASM. */
  readKernel(name: KernelName): Promise<Uint8Array<ArrayBuffer>>;
  /** How many threads this process may keep busy. */
  availableThreads(): number;
  /** The threads on which long searches run. */
  createPool(threads: number, modules: KernelModules): Promise<Executor>;
  /** The fastest kernels as an earlier run measured them. */
  readChoices(): KnownChoices;
  /** Remembers the fastest kernel of one kind or of both. */
  writeChoices(choices: KnownChoices): void;
}
