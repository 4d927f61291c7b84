import { boardModel } from '../../engine/board-model.js';
import { cardText } from '../card/card-text.js';
import { readBytes } from './system-files.js';

/** What the firmware's device tree tells of the board. */
export interface DeviceTree {
  readonly model?: string | undefined;
  /** From the board itself to what is in it, as `raspberrypi,4-model-b`, `brcm,bcm2711`. */
  readonly compatible: readonly string[];
  /** A Raspberry Pi's revision code; its firmware puts it there. */
  readonly revision?: number | undefined;
}

/** Reads the tree as Linux shows it: strings end in NUL, numbers are big-endian. PCs have none. */
export function readDeviceTree(root: string): DeviceTree {
  const compatible = readBytes(root, 'proc/device-tree/compatible')?.toString('utf8').split('\0') ?? [];
  const cell = readBytes(root, 'proc/device-tree/system/linux,revision');
  return {
    model: cardText(boardModel(root)),
    compatible: compatible.filter((name) => /^[\w.+-]+,[\w.+-]+$/.test(name)),
    // 0 stands where there is none.
    revision: (cell?.length === 4 && cell.readUInt32BE()) || undefined,
  };
}

/** The system on a chip, by the last of the names, as `BCM2711`; undefined if the board's own name is the only one. */
export function socOf({ compatible }: DeviceTree): string | undefined {
  const soc = compatible.length < 2 ? undefined : compatible.at(-1)?.split(',')[1];
  return soc !== undefined && /\d/.test(soc) ? cardText(soc.toUpperCase()) : undefined;
}
