import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * A folder of mine-wasm's in the XDG base directory for state, which outlives restarts: `$XDG_STATE_HOME/mine-wasm/<name>`, by default
 * `~/.local/state/mine-wasm/<name>`; on Windows `%LOCALAPPDATA%\mine-wasm\<name>`.
 */
export function stateFolder(name: string, env: NodeJS.ProcessEnv = process.env): string {
  // The specification has relative paths ignored.
  const base = [env.XDG_STATE_HOME, env.LOCALAPPDATA].find((path) => path !== undefined && isAbsolute(path));
  return join(base ?? join(homedir(), '.local', 'state'), 'mine-wasm', name);
}
