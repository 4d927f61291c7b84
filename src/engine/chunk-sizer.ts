import type { KernelName } from './kernel-names.js';

/** A chunk's work: long enough that handing it out costs nothing, short enough that little is lost with a worker. */
const CHUNK_SECONDS = 0.1;
/** A kernel's first chunk: some 5 ms of optimised code on a PC, 100 ms of baseline code on a Raspberry Pi. */
const FIRST_CHUNK = 1 << 14;
/** Below this, splitting what is left among more lanes costs more than it gains. */
const SMALLEST_CHUNK = 1 << 12;

/** Sizes chunks by the rate at which each kernel searched its last ones. */
export class ChunkSizer {
  readonly #sizes = new Map<KernelName, number>();
  readonly #fixed: number | undefined;

  /** @param fixed the size of every chunk, whatever the rate */
  constructor(fixed?: number) {
    this.#fixed = fixed;
  }

  /** @param remaining what the search has left to hand out; it is shared out so that all lanes finish together */
  size(kernel: KernelName, duty: number, remaining: bigint, lanes: number): bigint {
    if (this.#fixed !== undefined) return BigInt(this.#fixed);
    const wanted = BigInt(
      Math.max(SMALLEST_CHUNK, Math.round((this.#sizes.get(kernel) ?? FIRST_CHUNK) * duty)),
    );
    const share = (remaining + BigInt(lanes) - 1n) / BigInt(lanes);
    const fair = share > SMALLEST_CHUNK ? share : BigInt(SMALLEST_CHUNK);
    return fair < wanted ? fair : wanted;
  }

  learn(kernel: KernelName, hashes: number, busySeconds: number): void {
    // Chunks that ended early or were tiny say little about the rate.
    if (hashes < SMALLEST_CHUNK || busySeconds <= 0) return;
    const ideal = (hashes / busySeconds) * CHUNK_SECONDS;
    const size = this.#sizes.get(kernel) ?? FIRST_CHUNK;
    // Up by 4 at most: the first chunks still run V8's baseline code. The mean with the last size calms noise.
    this.#sizes.set(
      kernel,
      Math.min(size * 4, (size + ideal) / 2 > size * 2 ? ideal : (size + ideal) / 2, 2 ** 31),
    );
  }
}
