import type { SubmitOutcome } from '../rpc/reject-reasons.js';

/** What a solo miner tells while it runs. Hashes are 64 hex digits in display order. */
export type SoloEvent =
  /** It has the node's chain, and begins. */
  | { readonly type: 'start'; readonly chain: string; readonly height: number; readonly threads: number }
  /** It mines on another template. */
  | {
      readonly type: 'template';
      /** Of the block to be mined. */
      readonly height: number;
      readonly previousBlockHash: string;
      /** Without the coinbase. */
      readonly transactions: number;
      /** What the coinbase pays, fees included, in satoshi: a decimal string. */
      readonly reward: string;
      readonly difficulty: number;
      /** Whether the tip is another one than that of the template before. */
      readonly isNewTip: boolean;
    }
  /** A block was found, and is being handed in. */
  | { readonly type: 'found'; readonly height: number; readonly hash: string }
  /** The node has answered what it makes of a block. */
  | ({
      readonly type: 'answer';
      readonly height: number;
      readonly hash: string;
      /** Found by an earlier run that could not hand it in. */
      readonly isLeftOver: boolean;
    } & Pick<SubmitOutcome, 'kind' | 'reason' | 'words'>)
  /** Something failed. */
  | {
      readonly type: 'trouble';
      readonly code: string;
      readonly message: string;
      /** Seconds until it is tried again; undefined when it is not, or at once. */
      readonly retrySeconds: number | undefined;
    };

/** The account of a solo miner so far. */
export interface SoloStatus {
  readonly hashes: number;
  readonly seconds: number;
  /** H/s over the last 10 s, 60 s and 15 min; undefined until so much time has passed. */
  readonly hashRate10: number | undefined;
  readonly hashRate60: number | undefined;
  readonly hashRate900: number | undefined;
  /** Blocks of this run that were found, and what the node made of them. Left-overs of earlier runs are in none. */
  readonly found: number;
  readonly accepted: number;
  readonly stale: number;
  readonly rejected: number;
  /** Of the block being mined; undefined while there is no template. */
  readonly height: number | undefined;
  readonly difficulty: number | undefined;
}
