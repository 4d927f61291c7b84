import { type ErrorCode, MineWasmError } from '../../errors.js';

export type NodeErrorCode = Extract<ErrorCode, `ERR_NODE_${string}`>;

/** What is known of a failed call besides its code and message. */
export interface NodeErrorDetails {
  /** Whether the same call may well succeed later; if not, the user has to mend something first. */
  temporary: boolean;
  /** The status of the HTTP answer, if one came. */
  httpStatus?: number | undefined;
  /** The node's own error number, such as -28 while it starts; only with `ERR_NODE_RPC`. */
  rpcCode?: number | undefined;
  cause?: unknown;
}

/**
 * A call to a full node that failed. `temporary` says what to do about it: wait and call again, or tell the user, who has
 * to mend an address, a password, a setting of the node. Messages are one line and never hold a password or cookie.
 */
export class NodeError extends MineWasmError {
  override readonly name = 'NodeError';
  /** The RPC method that was called. */
  readonly method: string;
  readonly temporary: boolean;
  readonly httpStatus: number | undefined;
  readonly rpcCode: number | undefined;

  constructor(code: NodeErrorCode, method: string, message: string, details: NodeErrorDetails) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.method = method;
    this.temporary = details.temporary;
    this.httpStatus = details.httpStatus;
    this.rpcCode = details.rpcCode;
  }
}

const LONGEST_QUOTE = 200;

/** One call as its errors tell of it: which method, of which node, and what must not be said. */
export class CallContext {
  readonly method: string;
  readonly #address: string;
  readonly #secrets = new Set<string>();

  constructor(method: string, address: string) {
    this.method = method;
    this.#address = address;
  }

  /** From now on `secret` is struck out of whatever is quoted. */
  hide(...secrets: readonly string[]): void {
    for (const secret of secrets) if (secret !== '') this.#secrets.add(secret);
  }

  /** @param got what came instead of an answer; text of others only through {@link quote} */
  error(code: NodeErrorCode, got: string, details: NodeErrorDetails): NodeError {
    const message = `Expected ${this.#address} to answer ${this.method}, got ${got}`;
    return new NodeError(code, this.method, message, details);
  }

  /** Text of others as it may stand in a message: one line, no control characters, not long, no secret. */
  quote(text: string): string {
    let told = text;
    // The longest first: one secret can be part of another.
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) {
      told = told.replaceAll(secret, '***');
    }
    told = told.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
    return told.length > LONGEST_QUOTE ? `${told.slice(0, LONGEST_QUOTE)}…` : told;
  }
}
