import { chainName } from '../block/chain.js';
import { NodeError } from './node-error.js';
import { type SubmitOutcome, submitOutcome } from './reject-reasons.js';
import type { CallOptions, RpcClient } from './rpc-client.js';
import { RPC_DECODE_FAILED, RPC_INVALID_PARAMETER, RPC_MISC, RPC_NOT_FOUND } from './rpc-codes.js';

/** A node checks a whole block before it answers: on a Raspberry Pi a full one takes tens of seconds. */
const SUBMIT_TIMEOUT = 120;

/** The node's account of its chain. */
export interface ChainInfo {
  /** `main`, `test`, `testnet4`, `signet` or `regtest`; others as the node names them. */
  readonly chain: string;
  readonly height: number;
  readonly bestBlockHash: string;
  /** The node is still catching up with its peers; false where it does not say. */
  readonly initialDownload: boolean;
}

export interface TemplateRequest extends CallOptions {
  /** The rules that the caller can mine by; default `['segwit']`. Signet wants `signet` as well. */
  rules?: readonly string[] | undefined;
  /**
   * The id that came with a template: the answer waits until that one is out of date. With it there is no timeout unless
   * one is given. Poll with the id of the template that this node gave last, and ask for one without id now and then,
   * always after a poll that failed: bcoin never answers a poll with an id from before it was started again.
   */
  longpollid?: string | undefined;
}

export interface SubmitRequest extends CallOptions {
  /** The `workid` of the block's template: who gave one wants it back (BIP 22). */
  workId?: string | undefined;
}

/** A template as it came: an object, and nothing more is known of it. */
export type RawTemplate = Readonly<Record<string, unknown>>;

/** Where a node has a block. */
export type BlockPlace =
  /** In the chain of its tip, at this height. */
  | { readonly place: 'chain'; readonly height: number }
  /** On another branch. */
  | { readonly place: 'branch'; readonly height: number }
  | { readonly place: 'unknown' };

/** What a miner asks of a full node, whichever it is. */
export class NodeClient {
  readonly rpc: RpcClient;

  constructor(rpc: RpcClient) {
    this.rpc = rpc;
  }

  async getChainInfo(options?: CallOptions): Promise<ChainInfo> {
    const method = 'getblockchaininfo';
    const info = this.#object(method, await this.rpc.call(method, [], options));
    const { chain, blocks, bestblockhash, initialblockdownload } = info;
    if (typeof chain !== 'string' || !isHeight(blocks) || !isHash(bestblockhash)) {
      throw this.rpc.wrongResult(method, 'a result without chain, blocks or bestblockhash');
    }
    return {
      chain: chainName(chain),
      height: blocks,
      bestBlockHash: bestblockhash,
      initialDownload: initialblockdownload === true,
    };
  }

  async getBestBlockHash(options?: CallOptions): Promise<string> {
    return this.#hash('getbestblockhash', [], options);
  }

  /** @throws NodeError with `rpcCode` -8 for missing rules, -9 without peers, -10 while it downloads blocks */
  async getBlockTemplate(request: TemplateRequest = {}): Promise<RawTemplate> {
    const { rules = ['segwit'], longpollid, ...options } = request;
    const method = 'getblocktemplate';
    const asked = {
      rules,
      capabilities: ['coinbasevalue', 'longpoll'],
      ...(longpollid !== undefined && { longpollid }),
    };
    if (longpollid !== undefined) options.timeout ??= Number.POSITIVE_INFINITY;
    return this.#object(method, await this.rpc.call(method, [asked], options));
  }

  /**
   * Hands a block in. It is safe to do so again where no answer came: a node that has it says `duplicate`.
   * @param block the whole block, in hex
   */
  async submitBlock(block: string, request: SubmitRequest = {}): Promise<SubmitOutcome> {
    const method = 'submitblock';
    const { workId, ...options } = request;
    const params = workId === undefined ? [block] : [block, { workid: workId }];
    let result: unknown;
    try {
      const timeout = options.timeout ?? SUBMIT_TIMEOUT;
      // On a connection of its own: sent twice, the first answer would be lost and the second be `duplicate`.
      result = await this.rpc.call(method, params, { ...options, timeout, ownConnection: true });
    } catch (error) {
      if (!(error instanceof NodeError) || error.rpcCode !== RPC_DECODE_FAILED) throw error;
      return {
        kind: 'rejected',
        reason: 'Block decode failed',
        words: 'the node can not read the block',
        final: true,
      };
    }
    if (result !== null && typeof result !== 'string') {
      throw this.rpc.wrongResult(method, `${typeof result} where null or a reason was expected`);
    }
    return submitOutcome(result);
  }

  /** Whether the node has the block, in its chain or beside it. */
  async hasBlock(hash: string, options?: CallOptions): Promise<boolean> {
    try {
      await this.rpc.call('getblockheader', [hash], options);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Where the node has the block: whether one that was submitted before a restart became part of the chain. */
  async locateBlock(hash: string, options?: CallOptions): Promise<BlockPlace> {
    const method = 'getblockheader';
    let header: Record<string, unknown>;
    try {
      header = this.#object(method, await this.rpc.call(method, [hash], options));
    } catch (error) {
      if (isNotFound(error)) return { place: 'unknown' };
      throw error;
    }
    const { height } = header;
    if (!isHeight(height)) throw this.rpc.wrongResult(method, 'a result without a height');
    // Core gives -1 confirmations on another branch, bcoin counts them there as well. The height's own block tells.
    const place = (await this.#hashAt(height, options)) === hash ? 'chain' : 'branch';
    return { place, height };
  }

  /** undefined above the tip. */
  async #hashAt(height: number, options?: CallOptions): Promise<string | undefined> {
    try {
      return await this.#hash('getblockhash', [height], options);
    } catch (error) {
      if (error instanceof NodeError && error.rpcCode === RPC_INVALID_PARAMETER) return undefined;
      throw error;
    }
  }

  async #hash(method: string, params: readonly unknown[], options?: CallOptions): Promise<string> {
    const hash = await this.rpc.call(method, params, options);
    if (!isHash(hash)) throw this.rpc.wrongResult(method, 'a result that is no block hash');
    return hash;
  }

  #object(method: string, result: unknown): Record<string, unknown> {
    if (typeof result !== 'object' || result === null || Array.isArray(result)) {
      throw this.rpc.wrongResult(method, `${typeof result} where an object was expected`);
    }
    return { ...result };
  }
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isHeight(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNotFound(error: unknown): boolean {
  if (!(error instanceof NodeError)) return false;
  return error.rpcCode === RPC_NOT_FOUND || (error.rpcCode === RPC_MISC && /not found/i.test(error.message));
}
