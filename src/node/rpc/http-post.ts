import http from 'node:http';
import https from 'node:https';
import { LONGEST_TIMER } from '../../engine/timers.js';
import type { CallContext, NodeError } from './node-error.js';

/** A POST of JSON, and how long and how large its answer may be. */
export interface PostRequest {
  readonly url: URL;
  readonly body: string;
  readonly authorization: string | undefined;
  /** Keeps connections open between requests; `false` opens one for this request alone. */
  readonly agent: http.Agent | false;
  /** Seconds for the whole of it, to the answer's last byte; Infinity for no limit. */
  readonly timeout: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

export interface PostAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly location: string | undefined;
  readonly body: string;
}

/**
 * node:http rather than fetch: a long poll can be silent for minutes, and fetch ends every request whose headers take longer
 * than 300 s; its answers can't be limited in size before they are in memory either. Redirects are not followed: the
 * password would go to whoever the answer names.
 * @throws NodeError, or `signal.reason` when aborted
 */
export function post(request: PostRequest, context: CallContext): Promise<PostAnswer> {
  const { signal, timeout } = request;
  return new Promise((resolve, reject) => {
    let outgoing: http.ClientRequest | undefined;
    let timer: NodeJS.Timeout | undefined;
    let received = 0;
    let answered = false;
    let settled = false;

    const settle = (): void => {
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const fail = (reason: unknown): void => {
      settle();
      reject(reason);
      outgoing?.destroy();
    };
    const abort = (): void => fail(signal?.reason);
    const expire = (): void => {
      const got = received === 0 ? 'nothing' : `only ${received} bytes of an answer`;
      fail(context.error('ERR_NODE_TIMEOUT', `${got} within ${timeout} s`, { temporary: true }));
    };

    const send = (agent: http.Agent | false): void => {
      const sent = open({ ...request, agent });
      outgoing = sent;
      sent.on('response', (incoming) => {
        answered = true;
        readBody(incoming, request.maxBytes, context, (count) => {
          received = count;
        }).then((answer) => {
          settle();
          resolve(answer);
        }, fail);
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // Once the answer has begun, its own end tells: a node can refuse a request before it has read all of it.
        if (settled || answered) return;
        // The node closed an idle connection just as it was used again. Nothing has been done; a new one will do.
        if (sent.reusedSocket && isReset(error)) send(false);
        else fail(connectionError(error, context));
      });
      sent.end(request.body);
    };

    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener('abort', abort, { once: true });
    if (timeout !== Number.POSITIVE_INFINITY)
      timer = setTimeout(expire, Math.min(timeout * 1000, LONGEST_TIMER));
    send(request.agent);
  });
}

function open({ url, body, authorization, agent }: PostRequest): http.ClientRequest {
  const { request } = url.protocol === 'https:' ? https : http;
  return request(url, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(authorization !== undefined && { authorization }),
    },
  });
}

async function readBody(
  incoming: http.IncomingMessage,
  maxBytes: number,
  context: CallContext,
  onReceived: (bytes: number) => void,
): Promise<PostAnswer> {
  const { statusCode: status = 0, headers } = incoming;
  const tooLarge = (): NodeError => {
    const got = `an answer of more than ${maxBytes} bytes`;
    return context.error('ERR_NODE_TOO_LARGE', got, { temporary: false, httpStatus: status });
  };
  const announced = headers['content-length'];
  if (Number(announced) > maxBytes) throw tooLarge();
  const parts: Buffer[] = [];
  let received = 0;
  try {
    for await (const part of incoming as AsyncIterable<Buffer>) {
      parts.push(part);
      received += part.length;
      onReceived(received);
      if (received > maxBytes) break;
    }
  } catch (cause) {
    const whole = announced === undefined ? '' : ` of ${Number(announced)}`;
    throw context.error(
      'ERR_NODE_CUT',
      `half an answer: the connection ended after ${received}${whole} bytes`,
      {
        temporary: true,
        httpStatus: status,
        cause,
      },
    );
  }
  if (received > maxBytes) throw tooLarge();
  return {
    status,
    contentType: headers['content-type'] ?? '',
    location: headers.location,
    body: Buffer.concat(parts).toString('utf8'),
  };
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: is the node running, and is this the port of its RPC?',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name of the host can not be looked up now',
  EHOSTUNREACH: 'the host can not be reached',
  ENETUNREACH: 'the network can not be reached',
  ETIMEDOUT: 'the host does not answer',
  ECONNRESET: 'the connection was closed before an answer came',
  EPIPE: 'the connection was closed before an answer came',
};

function connectionError(error: NodeJS.ErrnoException, context: CallContext): NodeError {
  const { code = 'an error' } = error;
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code]! : context.quote(error.message);
  // llhttp's codes for what is not HTTP; the node's peer-to-peer port for instance.
  if (code.startsWith('HPE_')) {
    const got = `something that is not HTTP (${reason}): is this the port of its RPC?`;
    return context.error('ERR_NODE_ANSWER', got, { temporary: false, cause: error });
  }
  // What is left besides the system's own errors is TLS: a certificate, or (EPROTO) no TLS at the other end.
  const temporary = Object.hasOwn(REASONS, code) || ('syscall' in error && code !== 'EPROTO');
  return context.error('ERR_NODE_UNREACHABLE', `${code} (${reason})`, { temporary, cause: error });
}
