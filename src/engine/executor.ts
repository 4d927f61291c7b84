import type { Chunk, ChunkReport } from './chunk.js';

/**
 * Something that searches chunks: a pool of threads, or the calling thread. It has as many lanes as it can run chunks
 * side by side, one chunk a lane at a time, and knows nothing of searches.
 */
export interface Executor {
  readonly lanes: number;
  /**
   * Searches a chunk on a free lane.
   * Rejects when the work was lost, whatever the cause: the thread died, threw, or fell silent. The lane is usable again.
   */
  run(lane: number, chunk: Chunk): Promise<ChunkReport>;
  /** Asks for chunk `serial` on `lane` to be stopped; its report then comes within a batch. */
  stop(lane: number, serial: number): void;
  /** How many headers of its present chunk the lane has searched so far. */
  searched(lane: number): number;
  /** Ends all threads. Chunks still running reject. */
  close(): Promise<void>;
}
