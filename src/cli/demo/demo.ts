import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { pageFolder } from '../page-folder.js';
import { Signals } from '../signals.js';
import { listen } from './listen.js';
import { readPage } from './page-files.js';
import { pageServer } from './page-server.js';

export interface DemoFlags extends OutputFlags {
  readonly port?: string;
  readonly host?: string;
}

/** `mine-wasm demo`: serves the demo page until it is stopped. @returns the exit code */
export async function demo(flags: DemoFlags, output: Output): Promise<number> {
  const port = flags.port === undefined ? undefined : parseInteger('--port', flags.port, 0, 65535);
  const host = flags.host ?? '127.0.0.1';
  // To Node an empty one means every address of this machine.
  if (host === '') throw new FlagError('--host', 'expected an address of this machine, got ""');
  const server = pageServer(await readFiles());
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  try {
    const urls = await listen(server, host, port);
    for (const url of urls) {
      if (output.isJson) await output.json({ type: 'demo', url });
      else await output.result(url);
    }
    output.note(`Open ${urls.length === 1 ? 'this address' : 'one of these'} in a browser. Ctrl-C ends it.`);
    if (!urls.every(isLoopback)) {
      output.note(
        'Browsers let pages of localhost and of https alone share memory with their workers: at another address they talk by messages.',
      );
    }
    if (!abort.signal.aborted) await once(abort.signal, 'abort');
    return signals.exitCode ?? EXIT.stdoutClosed;
  } finally {
    server.close();
    server.closeAllConnections();
    signals.dispose();
  }
}

async function readFiles() {
  if (pageFolder === undefined) {
    const message = 'expected the npm package mine-wasm, got the portable file, which has no page';
    throw new FlagError('demo', message, 'ERR_USAGE');
  }
  const folder = fileURLToPath(pageFolder);
  try {
    return await readPage(folder);
  } catch (cause) {
    const message = `expected the built page in ${folder}, got none (npm run build makes it)`;
    throw new FlagError('demo', message, 'ERR_USAGE', { cause });
  }
}

/** Whether browsers trust the address as they trust https. */
function isLoopback(url: string): boolean {
  return /^http:\/\/(127\.|\[::1\])/.test(url);
}
