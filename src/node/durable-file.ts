import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file so that a loss of power leaves what was there before or all of the new: beside it, forced to the disk, then
 * renamed. What is beside it is removed when that fails.
 * @param fresh the name beside it; the same each time, so that what is left of one attempt is overwritten by the next
 */
export async function writeDurably(path: string, text: string, fresh: string): Promise<void> {
  try {
    const file = await open(fresh, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => {});
    throw error;
  }
}

/** Makes a rename or removal last: the folder's entry has to reach the disk too. Windows can't, and need not. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  try {
    await folder?.sync().catch(() => {});
  } finally {
    await folder?.close();
  }
}

/**
 * Makes a folder and those above it. Not by mkdir's `recursive`: where a file system answers ENOENT below a folder that exists
 * (/proc), Node 20 then tries for ever.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const above = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === path) throw error;
    await makeFolder(above);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
    // Without its entry in the one above, a loss of power takes all that is in it.
    await syncFolder(dirname(path));
  } catch (error) {
    // Made by someone else, it is as good; and a read-only file system says EROFS of what exists.
    const there = await stat(path).catch(() => undefined);
    if (!there?.isDirectory()) throw error;
  }
}
