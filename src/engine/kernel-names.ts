import type { SpaceKind } from './search-space.js';

/**
 * Every kernel. `simd`: four nonces in the lanes of a 128-bit vector. `scalar`: one at a time, where WASM SIMD is missing.
 * `rolling`: as simd, and up to 16 rolled versions share the message schedule of each four nonces.
 * `wide`: as rolling, in pairs of vectors that V8 can be told to make 256-bit ones of (wide-vectors.ts).
 */
export const KERNEL_NAMES = ['simd', 'scalar', 'rolling', 'wide'] as const;

export type KernelName = (typeof KERNEL_NAMES)[number];

/**
 * The kernels that a search may use, the likely fastest first: on x86 and on Cortex-A72/A76 cores four nonces at a time
 * outweigh the rotate instruction that only scalar code has. With one version `rolling` has nothing to share.
 * Measurement decides (kernel-choice.ts).
 */
const LIKELY: Readonly<Record<SpaceKind, readonly KernelName[]>> = {
  fixed: ['simd', 'scalar'],
  rolled: ['rolling', 'simd', 'scalar'],
};

/** @param isPacked whether V8 packs vectors: the wide kernel then is about twice as fast, but has to prove it */
export function likelyKernels(kind: SpaceKind, isPacked: boolean): readonly KernelName[] {
  const [first, ...others] = LIKELY[kind];
  return isPacked ? [first!, 'wide', ...others] : LIKELY[kind];
}

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
