import { type ASUtil, instantiateSync } from '@assemblyscript/loader';

/**
 * What every kernel module exports (see assembly/). Addresses are byte offsets into its linear memory; numbers are
 * plain u32. A kernel that rolls versions searches up to 16 of them with each nonce.
 */
interface KernelExports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory;
  /** Address of the serialised header's first 76 bytes. */
  readonly HEADER: WebAssembly.Global;
  /** Address of the target: 32 bytes, big-endian (display order). */
  readonly TARGET: WebAssembly.Global;
  /** Address of the candidates: u32 places, ascending. */
  readonly CANDIDATES: WebAssembly.Global;
  /** Address of the versions, u32 each; only of a kernel that rolls them. */
  readonly VERSIONS?: WebAssembly.Global;
  /** Reads HEADER and TARGET, and so many VERSIONS: midstates, first rounds, header-only schedule words. */
  prepare(versions: number): void;
  /** Nonces hashed together with what was prepared: a scan costs as much as the next multiple of it. */
  nonceStep(): number;
  /** Searches `count` nonces from `nonce` on; returns how many it searched: fewer when the candidates' room was full. */
  scan(nonce: number, count: number): number;
  /** How many candidates the last scan found. */
  candidateCount(): number;
}

/** One search, ready to run on one thread: rows of nonces, a column for each version. */
export interface Kernel {
  readonly name: string;
  /** Whether it searches several versions together, rather than one after the other. */
  readonly rollsVersions: boolean;
  /** Rows hashed together with what was prepared: batches that are multiples of it waste nothing. */
  readonly step: number;
  /**
   * Sets what to search.
   * @param header at least the first 76 bytes of a serialised header; its version is replaced
   * @param target 32 bytes, big-endian
   * @param versions whole version fields, unsigned: 1 … 16
   */
  prepare(header: Uint8Array, target: Uint8Array, versions: Uint32Array): void;
  /**
   * Searches the nonces `nonce` … `nonce + count − 1`, none beyond 2^32 − 1, with each version; `count` ≥ 1, and
   * `count` × versions < 2^32.
   * @returns how many of them, from the first on, were searched: fewer than `count` when candidates filled their room
   */
  scan(nonce: number, count: number): number;
  /** How many candidates the last scan found. */
  readonly candidateCount: number;
  /** The last scan's candidates as places, row by row: (nonce − first nonce) × versions + column. Ascending; a copy. */
  candidates(): Uint32Array;
}

/** A kernel in WebAssembly, its memory its own. The only place that knows the WASM boundary. */
export class WasmKernel implements Kernel {
  readonly name: string;
  /** If not, `prepare` takes one version. */
  readonly rollsVersions: boolean;
  #step = 1;
  readonly #exports: ASUtil & KernelExports;

  /** @param module compiled once and shared by all threads; its machine code is shared too */
  constructor(name: string, module: WebAssembly.Module) {
    this.name = name;
    this.#exports = instantiateSync<KernelExports>(module, {}).exports;
    this.rollsVersions = this.#exports.VERSIONS !== undefined;
  }

  get step(): number {
    return this.#step;
  }

  prepare(header: Uint8Array, target: Uint8Array, versions: Uint32Array): void {
    const { memory, HEADER, TARGET, VERSIONS, prepare, nonceStep } = this.#exports;
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(header.subarray(0, 76), HEADER.value);
    bytes.set(target, TARGET.value);
    if (VERSIONS === undefined) {
      new DataView(memory.buffer).setUint32(HEADER.value, versions[0]!, true);
    } else {
      new Uint32Array(memory.buffer).set(versions, VERSIONS.value / Uint32Array.BYTES_PER_ELEMENT);
    }
    prepare(versions.length);
    this.#step = nonceStep();
  }

  scan(nonce: number, count: number): number {
    return this.#exports.scan(nonce, count) >>> 0;
  }

  get candidateCount(): number {
    return this.#exports.candidateCount() >>> 0;
  }

  candidates(): Uint32Array {
    const { memory, CANDIDATES } = this.#exports;
    return new Uint32Array(memory.buffer, CANDIDATES.value, this.candidateCount).slice();
  }
}
