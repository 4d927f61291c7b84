import type { Miner, SearchResult } from '../../engine/api.js';
import type { BlockStep } from '../block/block-sequence.js';
import type { BlockWork } from '../block/block-work.js';
import type { UnsolvedBlock } from '../block/unsolved-block.js';
import type { HashCounter } from './hash-counter.js';

/** The share of a header's nonces after which the search of the next header begins. */
const NEARLY_DONE = 0.9;

export interface WorkSearchOptions {
  readonly miner: Miner;
  readonly work: BlockWork;
  /** Gives what has not been searched of this work; undefined when nothing is left. */
  readonly nextStep: () => BlockStep | undefined;
  /** Version bits to roll, as far as the template allows. */
  readonly versionMask: number;
  readonly counter: HashCounter;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A block with its nonce. */
export interface SolvedBlock {
  readonly block: UnsolvedBlock;
  /** 160 hex digits, serialised. */
  readonly header: string;
  /** 64 hex digits, display order. */
  readonly hash: string;
}

/**
 * Searches the headers of one template, extranonce by extranonce, until one is solved. The next header's search begins before
 * the last one's has ended; the two take turns, so that no thread waits in between.
 * @returns undefined when aborted, or when all is searched
 */
export async function searchWork(options: WorkSearchOptions): Promise<SolvedBlock | undefined> {
  const { miner, work, nextStep, versionMask, counter, signal } = options;
  const stop = new AbortController();
  const end = () => stop.abort();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const running = new Map<UnsolvedBlock, Promise<{ block: UnsolvedBlock; result: SearchResult }>>();

  const begin = () => {
    const step = nextStep();
    if (step === undefined) return;
    const block = work.block({ ...step, versionMask });
    let hasFollower = false;
    const count = counter.open();
    const search = miner.search({
      header: block.header,
      target: work.template.target,
      signal: stop.signal,
      onProgress: ({ hashes, total }) => {
        count(hashes);
        if (hasFollower || hashes < total * NEARLY_DONE) return;
        hasFollower = true;
        if (running.size === 1) begin();
      },
    });
    running.set(
      block,
      search.then((result) => {
        count(result.hashes);
        return { block, result };
      }),
    );
  };

  try {
    while (!stop.signal.aborted) {
      if (running.size === 0) begin();
      if (running.size === 0) return undefined;
      const { block, result } = await Promise.race(running.values());
      running.delete(block);
      if (result.status === 'found')
        return { block, header: result.solution.header, hash: result.solution.hash };
    }
    return undefined;
  } finally {
    end();
    signal.removeEventListener('abort', end);
    await Promise.allSettled(running.values());
  }
}
