import { type ASUtil, instantiateSync } from '@assemblyscript/loader';

/**
 * What every kernel module exports (see assembly/). Addresses are byte offsets into its linear memory; numbers are
 * plain u32.
 */
interface KernelExports extends Record<string, unknown> {
  readonly memory: WebAssembly.Memory;
  /** Address of the serialised header's first 76 bytes. */
  readonly HEADER: WebAssembly.Global;
  /** Address of the target: 32 bytes, big-endian (display order). */
  readonly TARGET: WebAssembly.Global;
  /** Address of the candidates: u32, each a nonce less the scan's first, ascending. */
  readonly CANDIDATES: WebAssembly.Global;
  /** Hashes of a full batch. */
  readonly STEP: WebAssembly.Global;
  /** Nonces hashed together: batches that are multiples of it waste nothing. */
  nonceStep(): number;
  /** Reads HEADER and TARGET: midstate, first rounds, header-only schedule words. */
  prepare(): void;
  /** Searches `count` nonces from `nonce` on; returns how many it searched: fewer when the candidates' room was full. */
  scan(nonce: number, count: number): number;
  /** How many candidates the last scan found. */
  candidateCount(): number;
}

/** One search, ready to run on one thread. */
export interface Kernel {
  readonly name: string;
  /** Nonces hashed together: batches that are multiples of it waste nothing. */
  readonly step: number;
  /**
   * Sets what to search.
   * @param header at least the first 76 bytes of a serialised header
   * @param target 32 bytes, big-endian
   */
  prepare(header: Uint8Array, target: Uint8Array): void;
  /**
   * Searches the nonces `nonce` … `nonce + count − 1`, none beyond 2^32 − 1, `count` ≥ 1.
   * @returns how many of them, from the first on, were searched: fewer than `count` when candidates filled their room
   */
  scan(nonce: number, count: number): number;
  /** How many candidates the last scan found. */
  readonly candidateCount: number;
  /** The nonces that the last scan found, ascending; a copy. */
  candidates(): Uint32Array;
}

/** A kernel in WebAssembly, its memory its own. The only place that knows the WASM boundary. */
export class WasmKernel implements Kernel {
  readonly name: string;
  readonly step: number;
  readonly #exports: ASUtil & KernelExports;
  #first = 0;

  /** @param module compiled once and shared by all threads; its machine code is shared too */
  constructor(name: string, module: WebAssembly.Module) {
    this.name = name;
    this.#exports = instantiateSync<KernelExports>(module, {}).exports;
    this.step = this.#exports.nonceStep();
  }

  prepare(header: Uint8Array, target: Uint8Array): void {
    const { memory, HEADER, TARGET, prepare } = this.#exports;
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(header.subarray(0, 76), HEADER.value);
    bytes.set(target, TARGET.value);
    prepare();
  }

  scan(nonce: number, count: number): number {
    this.#first = nonce;
    return this.#exports.scan(nonce, count) >>> 0;
  }

  get candidateCount(): number {
    return this.#exports.candidateCount() >>> 0;
  }

  candidates(): Uint32Array {
    const { memory, CANDIDATES } = this.#exports;
    const places = new Uint32Array(memory.buffer, CANDIDATES.value, this.candidateCount);
    return places.map((place) => this.#first + place);
  }
}
