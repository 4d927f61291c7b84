import { access, constants, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DeviceCard } from '../../hashrate/card/device-card.js';
import { writeDurably } from '../../node/durable-file.js';
import { FlagError } from '../flags.js';

/** Where a benchmark leaves its card. It can be saved again as it grows; a loss of power leaves the last one whole. */
export class CardFile {
  /** Undefined until a name is found. */
  #path: string | undefined;
  #isWritten = false;

  private constructor(path: string | undefined) {
    this.#path = path;
  }

  /**
   * @param path default: in the working directory, named by the device's model
   * @throws FlagError when nothing can be written there: better now than after an hour's run
   */
  static async open(path?: string): Promise<CardFile> {
    const folder = path === undefined ? '.' : dirname(path);
    try {
      if (path !== undefined && (await isFolder(path))) throw new Error('it is a folder');
      await access(folder, constants.W_OK);
    } catch (cause) {
      const message = `expected a file that can be written, got ${path ?? folder} (${(cause as Error).message})`;
      throw new FlagError('--output', message, 'ERR_INVALID_OPTION', { cause });
    }
    return new CardFile(path);
  }

  /** @returns the path that it was written to */
  async save(card: DeviceCard): Promise<string> {
    if (this.#path === undefined) {
      this.#path = await writeCard('.', card);
    } else {
      await write(this.#path, card);
    }
    this.#isWritten = true;
    return this.#path;
  }

  /** Takes away what it has written. */
  async remove(): Promise<void> {
    if (this.#isWritten && this.#path !== undefined) await rm(this.#path, { force: true }).catch(() => {});
  }
}

/** Writes a card, named by its model, with a number from the second on; never over another file. @returns its path */
export async function writeCard(folder: string, card: DeviceCard): Promise<string> {
  const path = await reservePath(folder, cardName(card.device.model));
  try {
    await write(path, card);
  } catch (error) {
    await rm(path, { force: true }).catch(() => {});
    throw error;
  }
  return path;
}

/** Makes an empty file of its own: two benchmarks can look for a name at the same time. */
async function reservePath(folder: string, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${name}.json` : `${name}-${number}.json`);
    try {
      await (await open(path, 'wx')).close();
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function write(path: string, card: DeviceCard): Promise<void> {
  const fresh = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  await writeDurably(path, `${JSON.stringify(card, null, 2)}\n`, fresh);
}

/** A model as part of a file's name, as `raspberry-pi-4-model-b-rev-1-4`: letters, digits and hyphens. */
export function cardName(model: string): string {
  const name = model
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
  return name || 'device';
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
