import { closeSync, constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';

/** With it, a pipe that somebody left there is empty, and not waited for. Windows has no such flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file below `root`, such as `proc/cpuinfo`; undefined if it is missing or can't be read. */
export function readBytes(root: string, path: string): Buffer | undefined {
  try {
    const file = openSync(posix.join(root, path), FLAGS);
    try {
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** A file's text without white space around it; undefined also where it is empty. */
export function readText(root: string, path: string): string | undefined {
  return readBytes(root, path)?.toString('utf8').trim() || undefined;
}

/** As `readText`, beside other work: some files of /sys take milliseconds. */
export async function readTextAsync(root: string, path: string): Promise<string | undefined> {
  try {
    const text = await readFile(posix.join(root, path), { encoding: 'utf8', flag: FLAGS });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The names in a folder, by their numbers: `cpu2` before `cpu10`. Empty if there is none. */
export function namesIn(root: string, path: string): string[] {
  try {
    return readdirSync(posix.join(root, path)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  } catch {
    return [];
  }
}

/** A whole number that is written in decimal; undefined for anything else. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}
