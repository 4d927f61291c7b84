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
 * - `ERR_KERNEL_FETCH`: a kernel's WASM can't be fetched, or what came is none (in browsers).
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
 * - `ERR_CHAIN_FILE`: a file of ticks or readings is damaged, another's, or can't be read or written; which of these is in `fault`.
 * - `ERR_CHAIN_LOCKED`: another process writes the chain, or the journal of readings.
 * - `ERR_WRONG_RESULT`: a benchmark caught a wrong hash: its figures would be worth nothing.
 * - `ERR_INVALID_CARD`: no device card, or one that is damaged.
 * - `ERR_NEWER_CARD`: a device card of a later version of the format.
 * - `ERR_NO_SENSOR`: a limit for the temperature, on a device that tells none.
 * - `ERR_INVALID_TICK`: a tick of a clockchain that is refused, or a device's own chain that has one; `fault` says why.
 * - `ERR_INVALID_READING`: a line that is no reading, or a transfer that its sender did not sign.
 * - `ERR_INVALID_PROOF`: a proof of a sealed reading that does not hold; its `fault` says why.
 * - `ERR_NOT_SEALED`: a reading that the journal does not have, or that is not sealed yet.
 * - `ERR_DEVICE_KEY`: the file of a device's key can't be read or made, is no such key, or is open to others.
 * - `ERR_MQTT_MISSING`: the package `mqtt` or `aedes`, which MQTT needs, is not installed.
 * - `ERR_BROKER`: an MQTT broker can't be reached, or refuses user, password or certificate; or the embedded one can't listen.
 * - `ERR_REMOTE_SSH_MISSING`: there is no ssh program here.
 * - `ERR_REMOTE_SSH`: ssh failed in a way that none of the others names.
 * - `ERR_REMOTE_UNKNOWN_HOST`: the host's name is not known.
 * - `ERR_REMOTE_UNREACHABLE`: no ssh server answers at the host's address and port.
 * - `ERR_REMOTE_HOST_KEY_UNKNOWN`: the host's key was never accepted.
 * - `ERR_REMOTE_HOST_KEY_CHANGED`: the host has another key than the accepted one.
 * - `ERR_REMOTE_AUTHENTICATION`: the host refuses the user or all of the user's keys.
 * - `ERR_REMOTE_SILENT`: the host's shell never came to the command, or the benchmark hangs there.
 * - `ERR_REMOTE_SHELL`: the host has no POSIX shell to run the command.
 * - `ERR_REMOTE_NO_NODE`: there is no Node.js on the host.
 * - `ERR_REMOTE_OLD_NODE`: the host's Node.js is older than what mine-wasm runs on.
 * - `ERR_REMOTE_FOLDER`: the host's cache folder can't hold the portable file.
 * - `ERR_REMOTE_CHECKSUM`: the portable file did not arrive as it was sent.
 * - `ERR_REMOTE_CUT`: the connection ended before the benchmark did.
 * - `ERR_REMOTE_BENCH`: the benchmark on the host failed or was killed.
 * - `ERR_REMOTE_OUTPUT`: what came from the host is not what a benchmark gives.
 * - `ERR_REMOTE_CARD`: the host's card could not be written here.
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
  | 'ERR_KERNEL_FETCH'
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
  | 'ERR_CHAIN_FILE'
  | 'ERR_CHAIN_LOCKED'
  | 'ERR_WRONG_RESULT'
  | 'ERR_INVALID_CARD'
  | 'ERR_NEWER_CARD'
  | 'ERR_NO_SENSOR'
  | 'ERR_INVALID_TICK'
  | 'ERR_INVALID_READING'
  | 'ERR_INVALID_PROOF'
  | 'ERR_NOT_SEALED'
  | 'ERR_DEVICE_KEY'
  | 'ERR_MQTT_MISSING'
  | 'ERR_BROKER'
  | 'ERR_REMOTE_SSH_MISSING'
  | 'ERR_REMOTE_SSH'
  | 'ERR_REMOTE_UNKNOWN_HOST'
  | 'ERR_REMOTE_UNREACHABLE'
  | 'ERR_REMOTE_HOST_KEY_UNKNOWN'
  | 'ERR_REMOTE_HOST_KEY_CHANGED'
  | 'ERR_REMOTE_AUTHENTICATION'
  | 'ERR_REMOTE_SILENT'
  | 'ERR_REMOTE_SHELL'
  | 'ERR_REMOTE_NO_NODE'
  | 'ERR_REMOTE_OLD_NODE'
  | 'ERR_REMOTE_FOLDER'
  | 'ERR_REMOTE_CHECKSUM'
  | 'ERR_REMOTE_CUT'
  | 'ERR_REMOTE_BENCH'
  | 'ERR_REMOTE_OUTPUT'
  | 'ERR_REMOTE_CARD';

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
