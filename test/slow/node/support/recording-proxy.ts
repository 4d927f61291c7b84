import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { blockHash } from '../../../../src/node/solo/found-block.js';

/** A block that was handed in by way of the proxy. */
export interface Submission {
  readonly hash: string;
  /** What the node said: null when it took the block, its reason when not; undefined when it has said nothing. */
  answer: string | null | undefined;
}

/** A call on its way from the miner to the node, or its answer on the way back. */
export interface Passing {
  readonly method: string;
  /** `there`: the node does not know of it yet. `back`: the node has answered, and the miner does not know yet. */
  readonly way: 'there' | 'back';
  /** The block, where one is handed in. */
  readonly submission: Submission | undefined;
}

/** What becomes of it: `cut` ends the miner's connection there, and nothing goes any further. */
export type Verdict = 'pass' | 'cut';

/**
 * Stands between a miner and its node: writes down the blocks that are handed in, and lets a test do something, or cut the
 * connection, at an exact moment of a call. Where the node is away, the miner's connection ends without an answer.
 */
export class RecordingProxy {
  readonly url: string;
  /** In the order in which they came. */
  readonly submissions: Submission[] = [];
  /** Asked about each call, once there and once back; both ends wait for what it awaits. */
  judge: (passing: Passing) => Verdict | Promise<Verdict> = () => 'pass';
  /** The node's answers about blocks that are not there yet. */
  readonly #awaited = new Set<Promise<unknown>>();
  readonly #server: http.Server;
  readonly #node: string;

  private constructor(server: http.Server, node: string) {
    this.#server = server;
    this.#node = node;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(node: string): Promise<RecordingProxy> {
    const server = http.createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const proxy = new RecordingProxy(server, node);
    server.on('request', (request, response) => {
      // A miner or node that goes away in the middle is what the proxy is for.
      proxy.#pass(request, response).catch(() => request.socket.destroy());
    });
    return proxy;
  }

  /** Resolves when the node has answered about every block that it was given. */
  async answered(): Promise<void> {
    await Promise.allSettled(this.#awaited);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #pass(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await text(request);
    const { method, params } = JSON.parse(body);
    let submission: Submission | undefined;
    if (method === 'submitblock') {
      submission = { hash: blockHash(params[0]), answer: undefined };
      this.submissions.push(submission);
    }
    if ((await this.judge({ method, way: 'there', submission })) === 'cut') throw new Error('cut');

    const { host, connection, ...headers } = request.headers;
    // No connection is kept: it would be one to a node that was killed since.
    const forward = http.request(this.#node, { method: 'POST', agent: false, headers });
    // A miner that gives up a long poll gives it up at the node, too.
    response.once('close', () => forward.destroy());
    const answered = once(forward, 'response');
    forward.end(body);
    const [answer] = (await answered) as [http.IncomingMessage];
    const content = await text(answer);

    if (submission !== undefined && answer.statusCode === 200) submission.answer = JSON.parse(content).result;
    if ((await this.judge({ method, way: 'back', submission })) === 'cut') throw new Error('cut');
    response.writeHead(answer.statusCode!, {
      'content-type': answer.headers['content-type'] ?? 'text/plain',
    });
    response.end(content);
  }
}
