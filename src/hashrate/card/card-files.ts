import { open, stat } from 'node:fs/promises';
import { MineWasmError } from '../../errors.js';
import type { DeviceCard } from './device-card.js';
import { readDeviceCard } from './read-device-card.js';

/** A week of seconds, the longest run a card may hold, takes 64 MB without indentation. */
const LARGEST_BYTES = 128 * 2 ** 20;

/** What a file turned out to be: a card, a fault, or a file that came before under this or another name. */
export type CardFile =
  | { readonly path: string; readonly card: DeviceCard }
  | { readonly path: string; readonly fault: MineWasmError }
  | { readonly path: string; readonly sameAs: string };

/** Reads files one after the other, in their order. Never rejects: what is wrong with a file is told of that file. */
export async function readCardFiles(paths: readonly string[]): Promise<CardFile[]> {
  const seen = new Map<string, string>();
  const files: CardFile[] = [];
  for (const path of paths) {
    try {
      const identity = await identify(path);
      const sameAs = seen.get(identity);
      if (sameAs !== undefined) {
        files.push({ path, sameAs });
        continue;
      }
      seen.set(identity, path);
      files.push({ path, card: readDeviceCard(await readText(path)) });
    } catch (error) {
      files.push({ path, fault: error instanceof MineWasmError ? error : unreadable(error) });
    }
  }
  return files;
}

/** What tells a file from all others, whatever its name. Asked before it is opened: to open a pipe waits for its writer. */
export async function identify(path: string): Promise<string> {
  const status = await stat(path, { bigint: true });
  if (status.isDirectory()) throw refusal('a folder');
  if (!status.isFile()) throw refusal('what is no file');
  return `${status.dev}:${status.ino}`;
}

/** Reads no more than a card can have: a file can grow, and some tell no size. */
async function readText(path: string): Promise<string> {
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    if ((await file.stat()).size > LARGEST_BYTES) throw tooLarge();
    for await (const chunk of file.createReadStream({ highWaterMark: 2 ** 20, autoClose: false })) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > LARGEST_BYTES) throw tooLarge();
    }
    // Without the byte order mark that some editors write.
    return new TextDecoder().decode(Buffer.concat(chunks));
  } finally {
    await file.close();
  }
}

function tooLarge(): MineWasmError {
  return refusal(`a file of more than ${LARGEST_BYTES / 2 ** 20} MiB`);
}

function refusal(got: string): MineWasmError {
  return new MineWasmError('ERR_INVALID_CARD', `Expected a device card, got ${got}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EACCES: 'a file that may not be read',
  EPERM: 'a file that may not be read',
};

function unreadable(cause: unknown): MineWasmError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new MineWasmError(
    'ERR_INVALID_CARD',
    `Expected a device card, got ${REASONS[code] ?? `a file that can't be read (${message})`}`,
    { cause },
  );
}
