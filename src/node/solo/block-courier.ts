import { MineWasmError } from '../../errors.js';
import { Backoff } from '../rpc/backoff.js';
import type { NodeClient } from '../rpc/node-client.js';
import { NodeError } from '../rpc/node-error.js';
import type { SubmitOutcome } from '../rpc/reject-reasons.js';
import type { BlockJournal } from './block-journal.js';
import { blockHash, type FoundBlock, parentHash } from './found-block.js';

/** Attempts with a block that the node can't judge yet, such as one whose parent it lacks. It stays in the journal then. */
const MOST_ATTEMPTS = 10;

/** What became of a block. */
export interface Delivery {
  readonly hash: string;
  readonly height: number;
  readonly outcome: SubmitOutcome;
}

export interface BlockCourierOptions {
  readonly client: NodeClient;
  readonly journal: BlockJournal;
  /** Told of what failed, and after how many seconds it is tried again; undefined when it is not. */
  readonly onTrouble: (error: unknown, retrySeconds: number | undefined) => void;
  readonly createBackoff?: () => Backoff;
}

/**
 * Hands found blocks in: on disk first, then to the node until it has answered, however often it is away, and off the
 * disk after its final answer.
 */
export class BlockCourier {
  readonly #options: BlockCourierOptions;

  constructor(options: BlockCourierOptions) {
    this.#options = options;
  }

  /**
   * @param signal gives up waiting for the node; the block stays in the journal
   * @returns undefined if it was given up
   */
  async deliver(found: FoundBlock, signal: AbortSignal): Promise<Delivery | undefined> {
    const { journal, onTrouble } = this.#options;
    try {
      await journal.keep(found);
    } catch (error) {
      // Rather a block that only the memory has than none.
      onTrouble(error, undefined);
    }
    return this.#submit(found, signal, MOST_ATTEMPTS);
  }

  /**
   * Hands in, once, what an earlier run left behind for this chain.
   * @returns each block that the node took only now, or refused, or can't judge yet (worth a `deliver`, and still in the journal);
   *   those that it had are settled without a word
   * @throws JournalError when the journal can't be read
   */
  async *resend(
    chain: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly block: FoundBlock; readonly delivery: Delivery }, undefined> {
    const { client, journal, onTrouble } = this.#options;
    const { blocks, strays } = await journal.list();
    for (const { path, problem } of strays) {
      onTrouble(
        new MineWasmError('ERR_JOURNAL', `Expected found blocks alone, got ${path}: ${problem}`),
        undefined,
      );
    }
    for (const block of blocks.filter((candidate) => candidate.chain === chain)) {
      const known = await this.#untilAnswered(signal, () => isKnownTo(client, block.hash, signal));
      if (known === undefined) return;
      if (known === true) {
        await this.#settle(block.hash);
        continue;
      }
      const delivery = await this.#submit(block, signal, 1);
      if (delivery !== undefined) yield { block, delivery };
    }
  }

  async #submit(found: FoundBlock, signal: AbortSignal, attempts: number): Promise<Delivery | undefined> {
    const { client } = this.#options;
    const { block, height, workId } = found;
    const hash = blockHash(block);
    const backoff = this.#backoff();
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#untilAnswered(signal, () => client.submitBlock(block, { signal, workId }));
      const outcome = answer && (await this.#judge(answer, found, signal));
      if (outcome === undefined) return undefined;
      if (outcome.final) await this.#settle(hash);
      if (outcome.final || attempt >= attempts) return { hash, height, outcome };
      await backoff.wait(signal).catch(() => {});
    }
  }

  /**
   * Two answers are asked about once more. bcoin keeps a block whose parent it lacks in memory alone, and says `duplicate` when it
   * comes again. Old versions of Core say `bad-prevblk` of one whose parent they have not loaded again after a crash.
   * @returns undefined when aborted
   */
  async #judge(
    outcome: SubmitOutcome,
    { block }: FoundBlock,
    signal: AbortSignal,
  ): Promise<SubmitOutcome | undefined> {
    const { kind, final } = outcome;
    if (!final || (kind !== 'duplicate' && kind !== 'stale')) return outcome;
    const asked = kind === 'duplicate' ? blockHash(block) : parentHash(block);
    const known = await this.#untilAnswered(signal, () => isKnownTo(this.#options.client, asked, signal));
    if (known === false) return { ...outcome, kind: 'inconclusive', final: false };
    return known === undefined ? undefined : outcome;
  }

  /** @returns undefined when aborted */
  async #untilAnswered<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | undefined> {
    const backoff = this.#backoff();
    while (!signal.aborted) {
      try {
        return await ask();
      } catch (error) {
        if (signal.aborted) return undefined;
        // A wrong password as well: it can be put right while the block waits.
        await backoff.wait(signal, (seconds) => this.#options.onTrouble(error, seconds)).catch(() => {});
      }
    }
    return undefined;
  }

  async #settle(hash: string): Promise<void> {
    await this.#options.journal.settle(hash).catch((error) => this.#options.onTrouble(error, undefined));
  }

  #backoff(): Backoff {
    return this.#options.createBackoff?.() ?? new Backoff({ longest: 15 });
  }
}

/** Whether the node has the block, in its chain or beside it; `untold` where it can't say. */
async function isKnownTo(client: NodeClient, hash: string, signal: AbortSignal): Promise<boolean | 'untold'> {
  try {
    return await client.hasBlock(hash, { signal });
  } catch (error) {
    // Not a question worth waiting for: old nodes don't know it (getblockheader is of Core 0.12), others may not be asked
    // (rpcwhitelist). All say `duplicate` to what they have.
    if (error instanceof NodeError && !error.temporary) return 'untold';
    throw error;
  }
}
