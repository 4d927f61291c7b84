import type { KernelName } from './kernel-names.js';

/** The work of one task: what crosses from the coordinator to a worker. */
export interface Chunk {
  /** Names this chunk in stop requests. */
  readonly serial: number;
  readonly kernel: KernelName;
  /** The serialised header's first 76 bytes; its version is replaced by each of `versions`. */
  readonly header: Uint8Array;
  /** 32 bytes, big-endian. */
  readonly target: Uint8Array;
  /** One column each: whole version fields, unsigned, 1 … 16 of them. */
  readonly versions: Uint32Array;
  /** The nonce of the first row. None of the rows is beyond 2^32 − 1. */
  readonly nonce: number;
  /** Columns of the first row that are left out. */
  readonly skip: number;
  /** How many headers to search, row by row from there on; `skip` included, below 2^32. */
  readonly count: number;
  /** Return as soon as this many candidates are found. */
  readonly candidateLimit: number;
  /** Share of the time to work, above 0 and up to 1; the rest is spent resting. */
  readonly duty: number;
}

/** What comes back. */
export interface ChunkReport {
  /** How many headers, from the chunk's first on, were searched: fewer than asked when stopped or at the limit. */
  readonly searched: number;
  /** Which of them the kernel takes for solutions, counted from the chunk's first on: ascending, below `searched`. */
  readonly candidates: Uint32Array;
  /** Time spent in the kernel, without rests: what its rate is measured by. */
  readonly busySeconds: number;
  /** The kernel named a candidate outside of what it searched: nothing here is to be believed. */
  readonly stray?: true;
  /** The thread that did it. */
  readonly thread: number;
  /** How the test with known nonces came out, when one was due before this chunk. After a miss nothing was searched. */
  readonly planted?: 'passed' | 'missed';
}
