import type { Miner } from '../../engine/api.js';
import type { BlockStep } from '../block/block-sequence.js';
import type { BlockWork } from '../block/block-work.js';
import type { UnsolvedBlock } from '../block/unsolved-block.js';
import { abortWith } from './abort-with.js';
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
 * the last one's has ended; the two take turns, so that no thread waits in between. Whichever is solved first counts.
 * @returns undefined when aborted, or when all is searched; but never for a block that was found in the same moment
 */
export async function searchWork(options: WorkSearchOptions): Promise<SolvedBlock | undefined> {
  const { nextStep, signal } = options;
  const { controller: stop, abort: end, release } = abortWith(signal);
  let running = 0;
  let solved: SolvedBlock | undefined;
  let fault: { readonly error: unknown } | undefined;

  await new Promise<void>((resolve) => {
    const begin = (): void => {
      const step = stop.signal.aborted ? undefined : nextStep();
      if (step === undefined) return;
      running++;
      const beginNext = () => {
        if (running === 1) begin();
      };
      searchStep(step, options, stop.signal, beginNext)
        .then((found) => {
          if (found === undefined) return;
          solved ??= found;
          end();
        })
        .catch((error) => {
          fault ??= { error };
          end();
        })
        .then(() => {
          running--;
          if (running === 0) begin();
          if (running === 0) resolve();
        });
    };
    begin();
    if (running === 0) resolve();
  });

  release();
  if (solved === undefined && fault !== undefined) throw fault.error;
  return solved;
}

/** Searches one header. @param onNearlyDone called once, if it comes to that */
async function searchStep(
  step: BlockStep,
  { miner, work, versionMask, counter }: WorkSearchOptions,
  signal: AbortSignal,
  onNearlyDone: () => void,
): Promise<SolvedBlock | undefined> {
  const block = work.block({ ...step, versionMask });
  const count = counter.open();
  let isNearlyDone = false;
  const result = await miner.search({
    header: block.header,
    target: work.template.target,
    signal,
    onProgress: ({ hashes, total }) => {
      count(hashes);
      if (isNearlyDone || hashes < total * NEARLY_DONE) return;
      isNearlyDone = true;
      onNearlyDone();
    },
  });
  count(result.hashes);
  if (result.status !== 'found') return undefined;
  return { block, header: result.solution.header, hash: result.solution.hash };
}
