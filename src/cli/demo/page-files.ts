import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  // Browsers compile while they load only what has this type.
  '.wasm': 'application/wasm',
};

export interface PageFile {
  readonly type: string;
  readonly content: Buffer;
}

/**
 * Reads a built page, a quarter of a megabyte, with all its files.
 * @returns each by its path in an address: `/`, `/assets/….js`
 * @throws what reading the folder throws
 */
export async function readPage(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const files = new Map<string, PageFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const type = TYPES[extname(entry.name)] ?? 'application/octet-stream';
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    const page = { type, content: await readFile(file) };
    files.set(path, page);
    if (path === '/index.html') files.set('/', page);
  }
  return files;
}
