import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Where Linux shows the device tree; tests give another root. */
const ROOT = '/';

/** Such as `Raspberry Pi 4 Model B Rev 1.4`; empty where there is no device tree, as on PCs. */
export function boardModel(root = ROOT): string {
  try {
    // The tree's strings end in NUL.
    return readFileSync(posix.join(root, 'proc/device-tree/model'), 'utf8').replaceAll('\0', '').trim();
  } catch {
    return '';
  }
}
