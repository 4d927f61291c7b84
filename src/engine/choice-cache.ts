import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isKernelName, type KernelName } from './kernel-names.js';
import { packageVersion } from './package-version.js';

/** The XDG base directory for what can be made again, or Windows' own. */
function cacheFile(): string {
  const base = process.env.XDG_CACHE_HOME || process.env.LOCALAPPDATA || join(homedir(), '.cache');
  return join(base, 'mine-wasm', 'kernel-choice.json');
}

/** Another CPU, V8 or set of kernels can turn the rates round. */
function cacheKey(): string {
  return [cpus()[0]?.model ?? process.arch, process.version, packageVersion()].join(' | ');
}

function readAll(): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(cacheFile(), 'utf8'));
    return typeof content === 'object' && content !== null ? { ...content } : {};
  } catch {
    return {};
  }
}

/** The kernel that was measured as the fastest on this CPU, Node and package version; undefined when none is known. */
export function readCachedChoice(): KernelName | undefined {
  const kernel = readAll()[cacheKey()];
  return isKernelName(kernel) ? kernel : undefined;
}

/** Remembers the fastest kernel. A cache that can't be written (read-only file system, no home) is no fault. */
export function writeCachedChoice(kernel: KernelName): void {
  try {
    const file = cacheFile();
    const folder = dirname(file);
    // Not recursive: where a file system answers ENOENT below a folder that exists (/proc), Node 20 then tries for ever.
    for (const path of [dirname(folder), folder]) if (!existsSync(path)) mkdirSync(path);
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify({ ...readAll(), [cacheKey()]: kernel }, null, 2)}\n`);
    renameSync(fresh, file);
  } catch {}
}
