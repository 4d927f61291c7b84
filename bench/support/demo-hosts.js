import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostFiles } from './file-host.js';

const COMMAND = fileURLToPath(new URL('../../dist/cli/main.cjs', import.meta.url));
const FOLDER = fileURLToPath(new URL('../../dist/demo/', import.meta.url));

/** The demo as `mine-wasm demo` serves it: cross-origin isolated. */
export async function commandHost() {
  const words = [COMMAND, 'demo', '--port', '0', '--json', '--quiet'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  // It would outlive a benchmark that fails.
  process.once('exit', () => child.kill());
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (!Buffer.isBuffer(said)) throw new Error(`Expected mine-wasm demo to serve, got exit code ${said}`);
  return { url: /** @type {string} */ (JSON.parse(`${said}`).url), close: () => void child.kill() };
}

/** The demo as any static host serves it: without the headers that isolate a page. */
export function folderHost() {
  const entries = readdirSync(FOLDER, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = names.map((name) => [`/${relative(FOLDER, name).split(sep).join('/')}`, readFileSync(name)]);
  return hostFiles(Object.fromEntries(files), false);
}
