import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the fake node read it. */
export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
  readonly authorization: string | undefined;
  /** The client's port: requests with the same one shared a connection. */
  readonly connection: number;
  readonly request: http.IncomingMessage;
}

export type Behaviour = (response: http.ServerResponse, asked: Asked) => void;

/** A real HTTP server on loopback that answers as a test wants it to; it ends with the test. */
export class FakeNode {
  readonly asked: Asked[] = [];
  readonly url: string;
  readonly server: http.Server;

  private constructor(server: http.Server) {
    this.server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(behaviour: Behaviour, port = 0): Promise<FakeNode> {
    const server = http.createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const node = new FakeNode(server);
    server.on('request', async (request, response) => {
      response.on('error', () => {});
      let body = '';
      for await (const part of request) body += part;
      const { id, method, params } = JSON.parse(body);
      const { authorization } = request.headers;
      const asked = { id, method, params, authorization, connection: request.socket.remotePort!, request };
      node.asked.push(asked);
      behaviour(response, asked);
    });
    onTestFinished(() => node.stop());
    return node;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

/** Answers `result` as Core does. */
export function result(value: unknown): Behaviour {
  return (response, { id }) => json(response, 200, { result: value, error: null, id });
}

/** Answers an error as Core does: with HTTP 500, or 404 for a method that it does not know. */
export function rpcError(code: number, message: string, status = code === -32601 ? 404 : 500): Behaviour {
  return (response, { id }) => json(response, status, { result: null, error: { code, message }, id });
}

/** Answers something that need not be JSON-RPC. */
export function raw(
  status: number,
  contentType: string,
  body: string,
  headers: http.OutgoingHttpHeaders = {},
): Behaviour {
  return (response) => {
    response.writeHead(status, { ...headers, 'content-type': contentType });
    response.end(body);
  };
}

export function json(response: http.ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** One behaviour after the other; the last one stays. */
export function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  let turn = 0;
  return (response, asked) => {
    behaviours[Math.min(turn, behaviours.length - 1)]!(response, asked);
    turn += 1;
  };
}
