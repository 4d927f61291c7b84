/**
 * Every error that mine-wasm throws on purpose carries one of these codes. A code never changes its meaning;
 * messages may.
 *
 * - `ERR_INVALID_HEADER`: not hex or bytes of a 76- or 80-byte block header.
 * - `ERR_INVALID_TARGET`: a target, bits or difficulty that is no number from 1 to 2^256 − 1.
 * - `ERR_INVALID_OPTION`: any other argument or option of the wrong type or outside its range.
 * - `ERR_INVALID_STATE`: a resume state that is damaged, of an unknown version or of another search.
 * - `ERR_INVALID_TEMPLATE`: a block template with a field that is missing, of the wrong type, or contradicts another.
 * - `ERR_UNSUPPORTED_TEMPLATE`: a block template that is in order, but needs what is not supported here.
 * - `ERR_INVALID_PAYOUT`: neither an address nor an output script.
 * - `ERR_WRONG_CHAIN`: an address of another chain.
 * - `ERR_NO_KERNEL`: no kernel passed its self-test (or the one asked for did not).
 * - `ERR_HARDWARE`: every kernel reported wrong results for the same work.
 * - `ERR_WORKER`: worker threads die faster than they can be replaced.
 * - `ERR_CLOSED`: the miner was used after `close()`.
 * - `ERR_NODE_UNREACHABLE`: nothing answers at the full node's address.
 * - `ERR_NODE_TIMEOUT`: the node did not answer in the time that was given to it.
 * - `ERR_NODE_AUTHENTICATION`: the node refuses user and password, the cookie, or this address.
 * - `ERR_NODE_BUSY`: the node has more requests than it takes.
 * - `ERR_NODE_CUT`: the connection ended in the middle of an answer.
 * - `ERR_NODE_TOO_LARGE`: the answer is larger than any that makes sense.
 * - `ERR_NODE_ANSWER`: what came is no JSON-RPC answer, or not one to this request.
 * - `ERR_NODE_RPC`: the node answered with an error; its number is in `rpcCode`.
 * - `ERR_JOURNAL`: the folder that keeps found blocks can't be read or written.
 * - `ERR_WRONG_RESULT`: a benchmark caught a wrong hash: its figures would be worth nothing.
 * - `ERR_INVALID_CARD`: no device card, or one that is damaged.
 * - `ERR_NEWER_CARD`: a device card of a later version of the format.
 * - `ERR_NO_SENSOR`: a limit for the temperature, on a device that tells none.
 */
export type ErrorCode =
  | 'ERR_INVALID_HEADER'
  | 'ERR_INVALID_TARGET'
  | 'ERR_INVALID_OPTION'
  | 'ERR_INVALID_STATE'
  | 'ERR_INVALID_TEMPLATE'
  | 'ERR_UNSUPPORTED_TEMPLATE'
  | 'ERR_INVALID_PAYOUT'
  | 'ERR_WRONG_CHAIN'
  | 'ERR_NO_KERNEL'
  | 'ERR_HARDWARE'
  | 'ERR_WORKER'
  | 'ERR_CLOSED'
  | 'ERR_NODE_UNREACHABLE'
  | 'ERR_NODE_TIMEOUT'
  | 'ERR_NODE_AUTHENTICATION'
  | 'ERR_NODE_BUSY'
  | 'ERR_NODE_CUT'
  | 'ERR_NODE_TOO_LARGE'
  | 'ERR_NODE_ANSWER'
  | 'ERR_NODE_RPC'
  | 'ERR_JOURNAL'
  | 'ERR_WRONG_RESULT'
  | 'ERR_INVALID_CARD'
  | 'ERR_NEWER_CARD'
  | 'ERR_NO_SENSOR';

/** An error of mine-wasm: test its `code`, show its `message`. */
export class MineWasmError extends Error {
  override readonly name: string = 'MineWasmError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Bad input from the caller. `option` names the offending argument, `message` what was expected and what came. */
export class InputError extends MineWasmError {
  override readonly name = 'InputError';
  readonly option: string;
  readonly expected: string;
  readonly got: string;

  constructor(code: ErrorCode, option: string, expected: string, got: unknown, options?: ErrorOptions) {
    super(code, `Expected \`${option}\` to be ${expected}, got ${describe(got)}`, options);
    this.option = option;
    this.expected = expected;
    this.got = describe(got);
  }
}

/** `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' or ');
}

const LONGEST_QUOTE = 80;

/** A short, printable account of any value for an error message: never longer than about 80 characters. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > LONGEST_QUOTE
        ? `${JSON.stringify(`${value.slice(0, 32)}…`)} (${value.length} characters)`
        : JSON.stringify(value);
    case 'bigint':
      return value.toString().length > LONGEST_QUOTE ? 'a larger bigint' : `${value}n`;
    case 'object':
      if (value === null) return 'null';
      // By its tag, which also tells the bytes of another realm.
      if (ArrayBuffer.isView(value)) {
        const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
        return kind === 'Uint8Array' ? `${value.byteLength} bytes` : `a ${kind}`;
      }
      return Array.isArray(value) ? `an array of ${value.length}` : 'an object';
    case 'function':
      return 'a function';
    default:
      return String(value);
  }
}
