import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { PageFile } from './page-files.js';
import { PAGE_HEADERS } from './page-headers.js';

/**
 * A server of these files and of nothing else. It answers out of memory: an address is looked up and never made a path of the disk,
 * so none leads out of the folder.
 */
export function pageServer(files: ReadonlyMap<string, PageFile>): Server {
  return createServer((request, response) => answer(files, request, response));
}

function answer(
  files: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isHead = request.method === 'HEAD';
  if (request.method !== 'GET' && !isHead) {
    send(response, 405, TEXT, Buffer.from('Only GET and HEAD.\n'), isHead, { allow: 'GET, HEAD' });
    return;
  }
  const [path = ''] = (request.url ?? '').split(/[?#]/, 1);
  const file = files.get(path);
  if (file === undefined) send(response, 404, TEXT, Buffer.from('Not found.\n'), isHead);
  else send(response, 200, file.type, file.content, isHead, isHashed(path) ? IMMUTABLE : {});
}

/** Vite names these files after a hash of what is in them. */
function isHashed(path: string): boolean {
  return /^\/assets\/.+-[\w-]{8}\.\w+$/.test(path);
}

/** A year, as RFC 8246 has it in its example. Workers that are started later need no network then. */
const IMMUTABLE = { 'cache-control': 'public, max-age=31536000, immutable' };

const TEXT = 'text/plain; charset=utf-8';

function send(
  response: ServerResponse,
  status: number,
  type: string,
  content: Buffer,
  isHead: boolean,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...PAGE_HEADERS,
    'content-type': type,
    'content-length': content.length,
    // A newer version of the package serves other files under the same address.
    'cache-control': 'no-cache',
    ...headers,
  });
  response.end(isHead ? undefined : content);
}
