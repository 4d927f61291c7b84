import { verifyHeader } from '../bitcoin/verify.js';
import type { KernelName } from './kernel-names.js';
import type { Place, SearchSpace } from './search-space.js';

/** How a solution came to be found. */
export interface Discovery {
  /** Searched until then, every header once, earlier runs of a resumed search included. */
  readonly hashes: number;
  /** Time searched until then, earlier runs included. */
  readonly seconds: number;
  /** The kernel that found it. */
  readonly kernel: KernelName;
  readonly threads: number;
}

/** A header that meets its target, hashed again and compared in full by an implementation that is not the kernel's. */
export interface Solution extends Discovery {
  /** The solved header: 80 bytes, hex, serialised order. */
  readonly header: string;
  readonly nonce: number;
  /** A signed 32-bit number, as RPC prints it: the header's own, or one that was rolled. */
  readonly version: number;
  /** Display order. */
  readonly hash: string;
  /** Display order. */
  readonly target: string;
  /** Of the hash, not of the target. */
  readonly difficulty: number;
  /** `hashes` by `seconds`, in H/s. */
  readonly hashRate: number;
}

/** @returns the solution at a place, or undefined when it is none */
export function verifySolution(
  { template, target }: SearchSpace,
  { nonce, version }: Place,
  discovery: Discovery,
): Solution | undefined {
  const { valid, header, hash, difficulty } = verifyHeader(template.withNonce(nonce, version), target);
  if (!valid) return undefined;
  return {
    header: header.toHex(),
    nonce,
    version: header.version,
    hash,
    target: target.toHex(),
    difficulty,
    ...discovery,
    hashRate: rateOf(discovery.hashes, discovery.seconds),
  };
}

/** In H/s; 0 before any time has passed. */
export function rateOf(hashes: number, seconds: number): number {
  return seconds > 0 ? hashes / seconds : 0;
}
