import { MineWasmError } from '../errors.js';
import { KERNEL_NAMES, type KernelName, type KernelStatus } from './kernel-names.js';
import { selfTest } from './self-test.js';
import { createKernel } from './version-by-version.js';

/** The compiled modules of the kernels that can be used here. */
export type KernelModules = ReadonlyMap<KernelName, WebAssembly.Module>;

/** Gives a kernel's WASM bytes; it differs between Node and browsers. */
export type ReadKernel = (name: KernelName) => Promise<Uint8Array<ArrayBuffer>>;

/** A kernel that was compiled and has passed its self-test, or why it can't be used. */
type Outcome = WebAssembly.Module | Error;

/**
 * Every kernel, each compiled and self-tested when it is first asked for: a short search needs one, and pays for one.
 * None leaves here untested.
 */
export class LoadedKernels {
  readonly #bytes: ReadonlyMap<KernelName, Uint8Array<ArrayBuffer> | Error>;
  readonly #outcomes = new Map<KernelName, Outcome>();

  /** @param bytes each kernel's WASM, or why it can't be read */
  constructor(bytes: ReadonlyMap<KernelName, Uint8Array<ArrayBuffer> | Error>) {
    this.#bytes = bytes;
  }

  /** A kernel's module; undefined when it can't be used here. */
  get(name: KernelName): WebAssembly.Module | undefined {
    const outcome = this.#outcome(name);
    return outcome instanceof Error ? undefined : outcome;
  }

  /** All that are not known to be unusable, the likely fastest first. */
  get possible(): readonly KernelName[] {
    return [...this.#bytes.keys()].filter((name) => !(this.#outcomes.get(name) instanceof Error));
  }

  /** All that can be used, the likely fastest first. */
  get modules(): KernelModules {
    const modules = new Map<KernelName, WebAssembly.Module>();
    for (const name of this.#bytes.keys()) {
      const module = this.get(name);
      if (module !== undefined) modules.set(name, module);
    }
    return modules;
  }

  /** How each one fared. */
  get statuses(): readonly KernelStatus[] {
    return [...this.#bytes.keys()].map((name) => this.status(name));
  }

  /** How one of them fared. */
  status(name: KernelName): KernelStatus {
    const outcome = this.#outcome(name);
    return outcome instanceof Error
      ? { name, usable: false, reason: outcome.message }
      : { name, usable: true };
  }

  #outcome(name: KernelName): Outcome {
    let outcome = this.#outcomes.get(name);
    if (outcome === undefined) {
      outcome = load(name, this.#bytes.get(name));
      this.#outcomes.set(name, outcome);
    }
    return outcome;
  }
}

function load(name: KernelName, bytes: Uint8Array<ArrayBuffer> | Error | undefined): Outcome {
  if (bytes === undefined) return new Error('there is no such kernel');
  if (bytes instanceof Error) return bytes;
  try {
    // At once rather than by WebAssembly.compile(): V8 compiles functions when they are first called, so little is left
    // to wait for.
    const module = new WebAssembly.Module(bytes);
    selfTest(createKernel(name, module));
    return module;
  } catch (error) {
    return toError(error);
  }
}

/**
 * Reads kernels, and compiles and self-tests them until one can be used. One that this engine can't compile (no
 * WASM SIMD) or that misses a known nonce is left out, with the reason in its status.
 * @param first the kernel to begin with; default: the likely fastest
 * @param names which ones
 * @throws MineWasmError `ERR_NO_KERNEL` when none is usable
 */
export async function loadKernels(
  read: ReadKernel,
  first?: KernelName,
  names: readonly KernelName[] = KERNEL_NAMES,
): Promise<LoadedKernels> {
  const bytes = await Promise.all(names.map((name) => read(name).catch(toError)));
  const kernels = new LoadedKernels(new Map(names.map((name, at) => [name, bytes[at]!])));
  const inOrder = first === undefined ? names : [first, ...names];
  if (!inOrder.some((name) => kernels.status(name).usable)) {
    const reasons = kernels.statuses.map(({ name, reason }) => `${name}: ${reason}`).join('; ');
    throw new MineWasmError('ERR_NO_KERNEL', `No kernel is usable here (${reasons})`);
  }
  return kernels;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
