import { describe } from '../../errors.js';
import type { PostAnswer } from './http-post.js';
import type { CallContext, NodeError } from './node-error.js';
import { rpcCodeMeaning } from './rpc-codes.js';

/**
 * Reads a JSON-RPC answer, of 1.0 as nodes speak it (`result` and `error` always there, errors with HTTP 500 in Core, with
 * HTTP 200 in bcoin) or of 2.0 (one of them).
 * @throws NodeError for an error of the node, and for anything that is no answer to request `id`
 */
export function readAnswer(answer: PostAnswer, id: number, context: CallContext): unknown {
  const { status, body } = answer;
  const json = parse(body);
  if (isObject(json)) {
    if (isRpcError(json.error) && (json.id === id || json.id === null || json.id === undefined)) {
      throw rpcError(json.error, status, context);
    }
    const isResult = status === 200 && (json.error === null || json.error === undefined);
    if (isResult && Object.hasOwn(json, 'result')) {
      if (json.id === id) return json.result;
      const got = `an answer to another request (its id is ${context.quote(describe(json.id))}, not ${id})`;
      throw wrongAnswer(answer, got, context);
    }
  }
  throw httpError(answer, json, context);
}

interface RpcError {
  readonly code: number;
  readonly message: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRpcError(error: unknown): error is RpcError {
  return isObject(error) && Number.isInteger(error.code) && typeof error.message === 'string';
}

/** undefined where the text is no JSON. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function rpcError({ code, message }: RpcError, httpStatus: number, context: CallContext): NodeError {
  const { temporary, hint } = rpcCodeMeaning(code);
  const got = `error ${code}: ${context.quote(message)}${hint === undefined ? '' : ` (${hint})`}`;
  return context.error('ERR_NODE_RPC', got, { temporary, httpStatus, rpcCode: code });
}

function wrongAnswer(answer: PostAnswer, got: string, context: CallContext, temporary = false): NodeError {
  return context.error('ERR_NODE_ANSWER', got, { temporary, httpStatus: answer.status });
}

function httpError(answer: PostAnswer, json: unknown, context: CallContext): NodeError {
  const { status } = answer;
  const told = tell(answer, json, context);
  const got = `HTTP ${status}, ${told}`;
  if (status >= 300 && status < 400) {
    const { location = '' } = answer;
    const to = URL.canParse(location) ? ` to ${context.quote(new URL(location).origin)}` : '';
    return wrongAnswer(answer, `HTTP ${status}, a redirect${to}, which is not followed`, context);
  }
  switch (status) {
    case 403:
      return context.error(
        'ERR_NODE_AUTHENTICATION',
        `HTTP 403: this machine may not use its RPC (rpcallowip)`,
        {
          temporary: false,
          httpStatus: status,
        },
      );
    case 404:
      return wrongAnswer(answer, `HTTP 404: no JSON-RPC at this path`, context);
    case 429:
    case 503: // Core: "Work queue depth exceeded"
      return context.error('ERR_NODE_BUSY', got, { temporary: true, httpStatus: status });
    case 502:
    case 504:
      return context.error('ERR_NODE_UNREACHABLE', `${got}: a proxy does not reach the node`, {
        temporary: true,
        httpStatus: status,
      });
  }
  // What begins as JSON and doesn't parse was cut off by someone who did not say so.
  const torn = json === undefined && /^\s*[{[]/.test(answer.body);
  return wrongAnswer(answer, got, context, torn || status >= 500);
}

/** What came where an answer was expected. */
function tell({ body, contentType }: PostAnswer, json: unknown, context: CallContext): string {
  const size = `${Buffer.byteLength(body)} bytes`;
  if (body.trim() === '') return 'an empty answer';
  if (json === undefined) {
    if (/^\s*[{[]/.test(body)) return `${size} of JSON that does not parse`;
    if (/html/i.test(contentType) || /^\s*<(!doctype|html)/i.test(body)) return `a web page of ${size}`;
    return `text where JSON was expected: ${context.quote(body)}`;
  }
  if (isObject(json) && isObject(json.error) && typeof json.error.message === 'string') {
    return context.quote(json.error.message);
  }
  return isObject(json)
    ? 'JSON that is no JSON-RPC answer'
    : `${context.quote(describe(json))} where an object was expected`;
}
