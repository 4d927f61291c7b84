import http from 'node:http';
import https from 'node:https';
import { authorization, type Credentials, refusal } from './credentials.js';
import { type PostAnswer, post } from './http-post.js';
import { CallContext, type NodeError } from './node-error.js';
import { readAnswer } from './rpc-answer.js';
import { checkTimeout, type RpcOptions, readRpcOptions } from './rpc-options.js';

/**
 * A template of a full block: at most 4 MB of transactions, 8 MB as hex, and some 300 bytes of JSON around each of at
 * most 16,000 of them. That makes 13 MB.
 */
const MAX_ANSWER_BYTES = 32 * 2 ** 20;

export interface CallOptions {
  /** Ends the call; its promise is then rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Seconds to the answer's last byte; Infinity waits for ever. Default: the client's. */
  timeout?: number | undefined;
  /** Uses a connection of its own, so that a request is never sent twice because an idle one was closed. */
  ownConnection?: boolean | undefined;
}

/**
 * Calls methods of a full node's JSON-RPC: Bitcoin Core, bcoin, and what speaks like them. Each call is tried once, except where
 * the node turns out to have a new cookie; waiting and trying again is the caller's, who sees from a
 * {@link NodeError} whether that makes sense.
 */
export class RpcClient {
  /** The node's address without user, password and path: safe to print. */
  readonly address: string;
  readonly #url: URL;
  readonly #credentials: Credentials;
  readonly #timeout: number;
  readonly #agent: http.Agent;
  #calls = 0;

  /** @throws InputError for options */
  constructor(options: RpcOptions = {}) {
    const { url, credentials, timeout } = readRpcOptions(options);
    this.#url = url;
    this.#credentials = credentials;
    this.#timeout = timeout;
    // Hosted nodes have keys in the rest.
    this.address = url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`;
    // An idle connection does not keep the process alive.
    const { Agent } = url.protocol === 'https:' ? https : http;
    this.#agent = new Agent({ keepAlive: true });
  }

  /**
   * @returns the answer's `result`, which nobody has looked at
   * @throws NodeError when the node does not give one; `signal.reason` when aborted
   */
  async call(method: string, params: readonly unknown[] = [], options: CallOptions = {}): Promise<unknown> {
    const context = new CallContext(method, this.address);
    this.#calls += 1;
    const id = this.#calls;
    const body = JSON.stringify({ jsonrpc: '1.0', id, method, params });
    const timeout = checkTimeout(options.timeout ?? this.#timeout);

    let shown: string | undefined;
    const send = async (): Promise<PostAnswer> => {
      options.signal?.throwIfAborted();
      return post(
        {
          url: this.#url,
          body,
          authorization: shown,
          agent: options.ownConnection ? false : this.#agent,
          timeout,
          maxBytes: MAX_ANSWER_BYTES,
          signal: options.signal,
        },
        context,
      );
    };

    shown = await authorization(this.#credentials, context);
    let answer = await send();
    if (answer.status === 401) {
      // It may have been started again since the cookie was read.
      const current = await authorization(this.#credentials, context);
      if (current !== shown) {
        shown = current;
        answer = await send();
      }
    }
    if (answer.status === 401) {
      const got = `HTTP 401: ${refusal(this.#credentials)}`;
      throw context.error('ERR_NODE_AUTHENTICATION', got, { temporary: false, httpStatus: 401 });
    }
    return readAnswer(answer, id, context);
  }

  /** The error for a result that is not what `method` returns. `got` must not quote the node. */
  wrongResult(method: string, got: string): NodeError {
    return new CallContext(method, this.address).error('ERR_NODE_ANSWER', got, { temporary: false });
  }

  /** Closes idle connections. Calls that are under way end as connections that were cut. */
  close(): void {
    this.#agent.destroy();
  }
}
