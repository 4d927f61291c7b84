import { access, constants, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DeviceCard } from '../../hashrate/card/device-card.js';
import { writeDurably } from '../../node/durable-file.js';
import { FlagError } from '../flags.js';

/** Where a benchmark leaves its card. */
export class CardFile {
  readonly #path: string | undefined;
  readonly #folder: string;

  private constructor(path: string | undefined, folder: string) {
    this.#path = path;
    this.#folder = folder;
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
    return new CardFile(path, folder);
  }

  /** @returns the path that it was written to */
  async write(card: DeviceCard): Promise<string> {
    const path = this.#path ?? (await freePath(this.#folder, card.device.model));
    const fresh = join(dirname(path), `.${basename(path)}.tmp`);
    await writeDurably(path, `${JSON.stringify(card, null, 2)}\n`, fresh);
    return path;
  }
}

/** Writes one of several cards, named by its model, with a number from the second on; never over another. @returns its path */
export async function writeNextCard(folder: string, card: DeviceCard): Promise<string> {
  for (;;) {
    const path = await freePath(folder, card.device.model);
    try {
      await writeFile(path, `${JSON.stringify(card, null, 2)}\n`, { flag: 'wx' });
      return path;
    } catch (error) {
      // Another card of that model was written meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** `raspberry-pi-4-model-b-rev-1-4.json`, or with a number when there is one already: no card is overwritten. */
export async function freePath(folder: string, model: string): Promise<string> {
  const name = cardName(model);
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${name}.json` : `${name}-${number}.json`);
    if ((await stat(path).catch(() => undefined)) === undefined) return path;
  }
}

/** A model as part of a file's name: letters, digits and hyphens. */
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
