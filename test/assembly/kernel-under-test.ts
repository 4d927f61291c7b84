import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly HEADER: WebAssembly.Global;
  readonly TARGET: WebAssembly.Global;
  readonly CANDIDATES: WebAssembly.Global;
  readonly STEP: WebAssembly.Global;
  prepare(): void;
  scan(nonce: number, count: number): number;
  candidateCount(): number;
}

export const KERNELS = ['scalar', 'simd'] as const;

export function kernelFile(name: string): string {
  return fileURLToPath(new URL(`../../build/${name}.wasm`, import.meta.url));
}

export function kernelModule(name: string): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(kernelFile(name)));
}

/** A kernel by its bare exports, so that these tests hold whatever the engine makes of them. */
export class KernelUnderTest {
  readonly exports: KernelExports;
  readonly step: number;

  constructor(name: string) {
    this.exports = new WebAssembly.Instance(kernelModule(name), {}).exports as unknown as KernelExports;
    this.step = this.exports.STEP.value;
  }

  prepare(header: Uint8Array, target: bigint): void {
    const bytes = new Uint8Array(this.exports.memory.buffer);
    bytes.set(header.subarray(0, 76), this.exports.HEADER.value);
    bytes.set(Buffer.from(target.toString(16).padStart(64, '0'), 'hex'), this.exports.TARGET.value);
    this.exports.prepare();
  }

  /** One call; `searched` is what it returned. */
  scan(nonce: number, count: number): { searched: number; candidates: number[] } {
    const { memory, CANDIDATES, scan, candidateCount } = this.exports;
    const searched = scan(nonce, count) >>> 0;
    return { searched, candidates: [...new Uint32Array(memory.buffer, CANDIDATES.value, candidateCount())] };
  }
}
