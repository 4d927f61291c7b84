import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeviceCard } from '../device-card.js';

/** The device's model as a file's name: `raspberry-pi-4-model-b-rev-1-4`. It comes from another machine, and is no path. */
export function cardName({ device }: DeviceCard): string {
  const words = device.model
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z\d]+/g);
  return (words ?? ['device']).join('-').slice(0, 60).replace(/-$/, '');
}

/** Writes a card under its model's name and the first number that is free; never over another file. @returns the path */
export async function writeCard(folder: string, card: DeviceCard): Promise<string> {
  const name = cardName(card);
  for (let number = 1; ; number++) {
    const path = join(folder, `${name}-${number}.json`);
    try {
      await writeFile(path, `${JSON.stringify(card, null, 2)}\n`, { flag: 'wx' });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
