import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly HEADER: WebAssembly.Global;
  readonly TARGET: WebAssembly.Global;
  readonly CANDIDATES: WebAssembly.Global;
  /** Of a kernel that rolls versions. */
  readonly VERSIONS?: WebAssembly.Global;
  /** The count is for a kernel that rolls versions. */
  prepare(versionCount?: number): void;
  nonceStep(): number;
  scan(nonce: number, count: number): number;
  candidateCount(): number;
}

export const KERNELS = ['scalar', 'simd', 'rolling', 'wide'] as const;

export function kernelFile(name: string): string {
  return fileURLToPath(new URL(`../../build/${name}.wasm`, import.meta.url));
}

export function kernelModule(name: string): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(kernelFile(name)));
}

const versionOf = (header: Uint8Array): number => Buffer.from(header).readUInt32LE(0);

/** A kernel by its bare exports, so that these tests hold whatever the engine makes of them. */
export class KernelUnderTest {
  readonly exports: KernelExports;

  constructor(name: string) {
    this.exports = new WebAssembly.Instance(kernelModule(name), {}).exports as unknown as KernelExports;
  }

  /** Nonces hashed together. */
  get step(): number {
    return this.exports.nonceStep();
  }

  /** @param versions of a kernel that rolls them; without them it searches the header's own */
  prepare(header: Uint8Array, target: bigint, versions = [versionOf(header)]): void {
    const { memory, HEADER, TARGET, VERSIONS, prepare } = this.exports;
    const bytes = new Uint8Array(memory.buffer);
    bytes.set(header.subarray(0, 76), HEADER.value);
    bytes.set(Buffer.from(target.toString(16).padStart(64, '0'), 'hex'), TARGET.value);
    if (VERSIONS) new Uint32Array(memory.buffer).set(versions, VERSIONS.value / 4);
    prepare(versions.length);
  }

  /** One call; `searched` is what it returned, `places` are its candidates. */
  scan(nonce: number, count: number): { searched: number; places: number[] } {
    const { memory, CANDIDATES, scan, candidateCount } = this.exports;
    const searched = scan(nonce, count) >>> 0;
    return { searched, places: [...new Uint32Array(memory.buffer, CANDIDATES.value, candidateCount())] };
  }
}
