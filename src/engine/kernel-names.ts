/**
 * Every kernel, the likely fastest first: SIMD hashes four nonces at a time, which on x86 and on Cortex-A72/A76 cores
 * outweighs the rotate instruction that only scalar code has. Measurement decides (choice.ts).
 */
export const KERNEL_NAMES = ['simd', 'scalar'] as const;

/** `simd`: four nonces in the lanes of a 128-bit vector. `scalar`: one at a time, where WASM SIMD is missing. */
export type KernelName = (typeof KERNEL_NAMES)[number];

export function isKernelName(name: unknown): name is KernelName {
  return (KERNEL_NAMES as readonly unknown[]).includes(name);
}

/** How a kernel fared when it was loaded. */
export interface KernelStatus {
  readonly name: KernelName;
  /** Passed the self-test. */
  readonly usable: boolean;
  /** Why it is not usable. */
  readonly reason?: string;
}
