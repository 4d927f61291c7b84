import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BLOCK, checkFound, WINDOW } from './block.js';
import { startNode } from './processes.js';

const FILE = fileURLToPath(new URL('../../dist/cli/main.cjs', import.meta.url));

/** What a report says in place of the command's figures. */
export const NO_COMMAND_LINE = 'skipped: dist/cli/main.cjs does not exist (yet)';

/**
 * Proves the command: its version is the package's, and it finds the known nonce.
 * @returns its file, or undefined where it is not built
 */
export async function provenCommandLine() {
  if (!existsSync(FILE)) return undefined;
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const printed = (await startNode([FILE, '--version']).output).trim();
  if (printed !== version)
    throw new Error(`Expected mine-wasm --version to print ${version}, got ${printed}`);
  const range = ['--nonce-start', String(WINDOW.start), '--nonce-end', String(WINDOW.end)];
  const { output } = startNode([FILE, '--header', BLOCK.header, ...range, '--json', '--quiet']);
  checkFound('mine-wasm', [JSON.parse(await output).nonce]);
  return FILE;
}
