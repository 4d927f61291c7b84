import type { KernelName } from './kernel-names.js';

/** The work of one task: what crosses from the coordinator to a worker. */
export interface Chunk {
  /** Names this chunk in stop requests. */
  readonly serial: number;
  readonly kernel: KernelName;
  /** The serialised header's first 76 bytes. */
  readonly header: Uint8Array;
  /** 32 bytes, big-endian. */
  readonly target: Uint8Array;
  /** The first nonce, and how many from it on; none beyond 2^32 − 1. */
  readonly nonce: number;
  readonly count: number;
  /** Return as soon as this many candidates are found. */
  readonly candidateLimit: number;
  /** Share of the time to work, above 0 and up to 1; the rest is spent resting. */
  readonly duty: number;
}

/** What comes back. */
export interface ChunkReport {
  /** How many nonces, from the chunk's first on, were searched: fewer than asked when stopped or at the limit. */
  readonly searched: number;
  /** The nonces among them that the kernel takes for solutions, ascending. */
  readonly candidates: Uint32Array;
  /** Time spent in the kernel, without rests: what its rate is measured by. */
  readonly busySeconds: number;
  /** The thread that did it. */
  readonly thread: number;
  /** How the test with known nonces came out, when one was due before this chunk. After a miss nothing was searched. */
  readonly planted?: 'passed' | 'missed';
}
