import type { SoloStatus } from './solo-events.js';

export interface SoloRunOptions {
  /** Ends when so many of the blocks that it found are accepted. Default: never. */
  readonly blocks?: number | undefined;
  /** Ends it; that is no error. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Mines on a full node by itself: follows its templates, searches them, hands in what it finds. A node that is away is
 * waited for; a block that was found is on disk until the node has answered.
 */
export interface SoloMiner {
  /** The account of the run, or of the last one; zeros before there was one. */
  readonly status: SoloStatus;
  /**
   * Mines until it is aborted, or so many blocks are accepted. One run at a time.
   * @returns the account at the end
   * @throws InputError for options, the payout among them (`ERR_INVALID_PAYOUT`, `ERR_WRONG_CHAIN`); NodeError for what waiting
   *   can't mend, as a wrong password, as long as the node has given nothing yet; JournalError when found blocks could not be
   *   kept; MineWasmError as for a miner's search
   */
  run(options?: SoloRunOptions): Promise<SoloStatus>;
  /** Whether it is paused. */
  readonly isPaused: boolean;
  /**
   * Lets the search rest, in this run and those to come, until `resume()`: as a Miner's `pause()`. Templates are followed and blocks handed
   * in meanwhile.
   * @returns resolves when nothing is being searched; never rejects
   */
  pause(): Promise<void>;
  /** Lets the search go on, on the newest template. */
  resume(): void;
}
