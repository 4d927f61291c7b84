import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { boardModel } from './board-model.js';
import type { KnownChoices } from './kernel-choices.js';
import { isKernelName } from './kernel-names.js';
import { packageVersion } from './package-version.js';

/** The XDG base directory for what can be made again, or Windows' own. */
function cacheFile(): string {
  const base = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || join(homedir(), '.cache');
  return join(base, 'mine-wasm', 'kernel-choice.json');
}

/**
 * Another CPU, V8 or set of kernels can turn the rates round; so can a 32-bit Node on the same board. Many ARM boards' CPU
 * is `unknown` to Node, and a home directory can be shared by several. With packed vectors the wide kernel takes part.
 */
function cacheKey(isPacked: boolean): string {
  const cpu = cpus()[0]?.model ?? 'unknown';
  const facts = [boardModel(), cpu, process.arch, process.version, packageVersion()];
  return [...facts, isPacked ? 'packed vectors' : ''].filter(Boolean).join(' | ');
}

function readAll(): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(cacheFile(), 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}

/** The kernels that were measured as the fastest on this device, Node and package version, as far as known. */
export function readCachedChoices(isPacked = false): KnownChoices {
  const entry = readAll()[cacheKey(isPacked)];
  const { fixed, rolled } = typeof entry === 'object' && entry !== null ? (entry as KnownChoices) : {};
  return { ...(isKernelName(fixed) && { fixed }), ...(isKernelName(rolled) && { rolled }) };
}

/** Remembers the fastest kernels. A cache that can't be written (read-only file system, no home) is no fault. */
export function writeCachedChoices(choices: KnownChoices, isPacked = false): void {
  try {
    const file = cacheFile();
    const folder = dirname(file);
    // Not recursive: where a file system answers ENOENT below a folder that exists (/proc), Node 20 then tries for ever.
    for (const path of [dirname(folder), folder]) if (!existsSync(path)) mkdirSync(path);
    const fresh = `${file}.${process.pid}`;
    const content = { ...readAll(), [cacheKey(isPacked)]: { ...readCachedChoices(isPacked), ...choices } };
    writeFileSync(fresh, `${JSON.stringify(content, null, 2)}\n`);
    renameSync(fresh, file);
  } catch {}
}
