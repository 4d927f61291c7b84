import { once } from 'node:events';
import { createServer } from 'node:http';

const TYPES = /** @type {Record<string, string>} */ ({
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  wasm: 'application/wasm',
});

/**
 * Serves files, and nothing else, on this machine alone.
 * @param {Readonly<Record<string, string | Uint8Array>>} files by path; `/index.html` is at `/` too
 * @param {boolean} isIsolated whether pages of this host may share memory with their workers
 * @returns the host's address, and what ends it
 */
export async function hostFiles(files, isIsolated) {
  const server = createServer(({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    if (isIsolated) {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
    }
    response.writeHead(path in files ? 200 : 404, { 'content-type': type });
    response.end(files[path]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}
