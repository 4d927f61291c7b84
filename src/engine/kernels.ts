import { MineWasmError } from '../errors.js';
import { KERNEL_NAMES, type KernelName, type KernelStatus } from './kernel-names.js';
import { selfTest } from './self-test.js';
import { createKernel } from './version-by-version.js';

/** The compiled modules of the kernels that can be used here. */
export type KernelModules = ReadonlyMap<KernelName, WebAssembly.Module>;

/** A kernel's WASM, compiled or not yet. */
type Wasm = Uint8Array<ArrayBuffer> | WebAssembly.Module;

/** Gives a kernel's WASM; it differs between Node and browsers. */
export type ReadKernel = (name: KernelName) => Promise<Wasm>;

/** A kernel that was compiled and has passed its self-test, or why it can't be used. */
type Outcome = WebAssembly.Module | Error;

/**
 * Every kernel, each read when it is asked for, and compiled and self-tested when it is first needed: a short search needs
 * one, and pays for one. None leaves here untested.
 */
export class LoadedKernels {
  readonly #read: ReadKernel;
  readonly #names: readonly KernelName[];
  /** What was read, or why it can't be read. */
  readonly #wasm = new Map<KernelName, Wasm | Error>();
  readonly #reading = new Map<KernelName, Promise<void>>();
  readonly #outcomes = new Map<KernelName, Outcome>();
  readonly #modules = new Map<KernelName, WebAssembly.Module>();

  /** @param names which ones there are, the likely fastest first */
  constructor(read: ReadKernel, names: readonly KernelName[]) {
    this.#read = read;
    this.#names = names;
  }

  /** Reads a kernel, once: one that could not be read is tried again. Never rejects. */
  read(name: KernelName): Promise<void> {
    if (this.#wasm.has(name) && !(this.#wasm.get(name) instanceof Error)) return Promise.resolve();
    let reading = this.#reading.get(name);
    if (reading === undefined) {
      reading = this.#read(name)
        .catch(toError)
        .then((wasm) => {
          this.#wasm.set(name, wasm);
          this.#outcomes.delete(name);
          this.#reading.delete(name);
        });
      this.#reading.set(name, reading);
    }
    return reading;
  }

  /** Why it could not be fetched, if that is so. */
  fetchError(name: KernelName): MineWasmError | undefined {
    const wasm = this.#wasm.get(name);
    return wasm instanceof MineWasmError ? wasm : undefined;
  }

  /** Whether it can be used; undefined while it has not been read. */
  isUsable(name: KernelName): boolean | undefined {
    if (this.#names.includes(name) && !this.#wasm.has(name)) return undefined;
    return this.get(name) !== undefined;
  }

  /** A kernel's module; undefined when it can't be used here, or has not been read. */
  get(name: KernelName): WebAssembly.Module | undefined {
    const outcome = this.#outcome(name);
    return outcome instanceof Error ? undefined : outcome;
  }

  /** All that were read and can be used; those read later come to be in it when they are first used. */
  get modules(): KernelModules {
    for (const name of this.#names) this.get(name);
    return this.#modules;
  }

  /** How each one fared. */
  get statuses(): readonly KernelStatus[] {
    return this.#names.map((name) => this.status(name));
  }

  /** How one of them fared. */
  status(name: KernelName): KernelStatus {
    const outcome = this.#outcome(name);
    return outcome instanceof Error
      ? { name, usable: false, reason: outcome.message }
      : { name, usable: true };
  }

  #outcome(name: KernelName): Outcome {
    if (!this.#names.includes(name)) return new Error('there is no such kernel');
    const wasm = this.#wasm.get(name);
    if (wasm === undefined) return new Error('not loaded: no search has needed it yet');
    let outcome = this.#outcomes.get(name);
    if (outcome === undefined) {
      outcome = load(name, wasm);
      this.#outcomes.set(name, outcome);
      if (!(outcome instanceof Error)) this.#modules.set(name, outcome);
    }
    return outcome;
  }
}

function load(name: KernelName, wasm: Wasm | Error): Outcome {
  if (wasm instanceof Error) return wasm;
  try {
    // At once rather than by WebAssembly.compile(): V8 compiles functions when they are first called, so little is left
    // to wait for.
    const module = wasm instanceof WebAssembly.Module ? wasm : new WebAssembly.Module(wasm);
    selfTest(createKernel(name, module));
    return module;
  } catch (error) {
    return toError(error);
  }
}

export interface LoadOptions {
  /** The kernel to begin with; default: the likely fastest. */
  readonly first?: KernelName | undefined;
  /** Which ones there are; default all. */
  readonly names?: readonly KernelName[];
  /** Whether each is read only when it is needed. */
  readonly areRemote?: boolean | undefined;
}

/**
 * Reads kernels, and compiles and self-tests them until one can be used. One that this engine can't compile (no
 * WASM SIMD) or that misses a known nonce is left out, with the reason in its status.
 * @throws MineWasmError `ERR_NO_KERNEL` when none is usable; for remote kernels what `read` throws
 */
export async function loadKernels(
  read: ReadKernel,
  { first, names = KERNEL_NAMES, areRemote = false }: LoadOptions = {},
): Promise<LoadedKernels> {
  const kernels = new LoadedKernels(read, names);
  if (!areRemote) await Promise.all(names.map((name) => kernels.read(name)));
  if (!(await loadFirst(kernels, first === undefined ? names : [first, ...names]))) {
    const reasons = kernels.statuses.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
    throw new MineWasmError('ERR_NO_KERNEL', `No kernel is usable here (${reasons})`);
  }
  return kernels;
}

/**
 * Reads the first of these kernels that can be used.
 * @returns whether there is one
 * @throws what says that a kernel can't be fetched: another one would hide it, and be slower
 */
export async function loadFirst(kernels: LoadedKernels, names: readonly KernelName[]): Promise<boolean> {
  for (const name of names) {
    // What could not be fetched before may be there by now.
    if (kernels.isUsable(name) === undefined || kernels.fetchError(name)) await kernels.read(name);
    const error = kernels.fetchError(name);
    if (error !== undefined) throw error;
    if (kernels.isUsable(name)) return true;
  }
  return false;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
