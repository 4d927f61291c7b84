import type { Executor } from './executor.js';
import type { KnownChoices } from './kernel-choices.js';
import type { KernelName } from './kernel-names.js';
import type { KernelModules } from './kernels.js';

/** What differs between the places where the engine runs. */
export interface EnginePlatform {
  /**
   * A kernel's WASM, compiled or not.
   * @param signal ends the reading of one that is remote
   */
  readKernel(name: KernelName, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | WebAssembly.Module>;
  /** Kernels come over a network: each is read when a search first needs it, and not before. */
  readonly hasRemoteKernels?: boolean;
  /** How many threads this process may keep busy. */
  availableThreads(): number;
  /**
   * The threads on which long searches run.
   * @param modules what is loaded by now; kernels loaded later come to be in it
   */
  createPool(threads: number, modules: KernelModules): Promise<Executor>;
  /** Whether the wide kernel's vectors are packed here, or may be when that pays. */
  canPackVectors(): boolean;
  /** Whether they are packed already, from the start of the process on. */
  arePacked(): boolean;
  /** Has V8 pack them from now on; called only where it can. */
  packVectors(): void;
  /** The fastest kernels as an earlier run measured them, with packed vectors or without. */
  readChoices(isPacked: boolean): KnownChoices;
  /** Remembers the fastest kernel of one kind or of both. */
  writeChoices(choices: KnownChoices, isPacked: boolean): void;
}

/** Where kernels are files. */
export interface Platform extends EnginePlatform {
  readKernel(name: KernelName): Promise<Uint8Array<ArrayBuffer>>;
}
