import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

/** What a page of this project needs and no more: eval is refused, and everything from elsewhere. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Runs in each page before anything else: tells what its CSP refused. */
export const CSP_CHECK = `
  globalThis.refused = [];
  addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    refused.push(effectiveDirective + ': ' + blockedURI);
  });
  try {
    (0, eval)('globalThis.isEvalAllowed = true');
  } catch {}
`;

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface SiteOptions {
  /** Whether its pages may share memory with workers: COOP and COEP. */
  readonly isIsolated?: boolean;
  readonly csp?: string;
  /** By path: what is served there. */
  readonly files: Readonly<Record<string, string | Uint8Array | Handler>>;
}

/** A static web site on a port of its own. */
export class Site {
  readonly #server: Server;
  /** What was asked for. */
  readonly requests: string[] = [];

  private constructor({ isIsolated = false, csp = STRICT_CSP, files }: SiteOptions) {
    const served: SiteOptions['files'] = { '/csp-check.js': CSP_CHECK, ...files };
    this.#server = createServer((request, response) => {
      const path = (request.url ?? '/').replace(/\?.*/, '');
      this.requests.push(path);
      if (csp !== '') response.setHeader('content-security-policy', csp);
      if (isIsolated) {
        response.setHeader('cross-origin-opener-policy', 'same-origin');
        response.setHeader('cross-origin-embedder-policy', 'require-corp');
        response.setHeader('cross-origin-resource-policy', 'same-origin');
      }
      const file = served[path];
      if (typeof file === 'function') return file(request, response);
      if (file === undefined) return response.writeHead(404).end();
      response.setHeader('content-type', TYPES[extname(path) || '.html'] ?? 'application/octet-stream');
      response.end(file);
    });
  }

  static async start(options: SiteOptions): Promise<Site> {
    const site = new Site(options);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A page that runs these scripts, modules both. */
export function html(...scripts: readonly string[]): string {
  const tags = ['/csp-check.js', ...scripts].map((src) => `<script type="module" src="${src}"></script>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title>${tags.join('')}</html>`;
}
